using System.Globalization;
using Simulation;

// Studies with known answers, analysed as the lab does. Prints a Markdown table; the same seed prints the same table.
var studies = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;

Console.WriteLine($"""
    # Coverage of the headline interval

    Simulated studies of two platforms with a known true ratio, analysed as the lab does it; {studies:#,0} studies a row, seed {seed}. Made by

    ```sh
    dotnet run --project tests/Simulation --configuration Release -- {studies} {seed} > docs/coverage.md
    ```

    **Reading.** Where rounds are independent, the interval covers the true ratio as often as it says, whatever the shape of the noise and
    also where the stopping rule ended the study; where batches differ by 5 %, one batch covers it in half of the studies only, and five
    batches in more than nine of ten. Rounds that depend on each other are the limit: ten of them cannot show it, the interval stays too
    narrow and the warning mostly does not come, and only several batches mend that. Between two studies the interval from their batches covers
    the true ratio also with two or three batches each; what it says could be seen is then a little too small (72 of 100 show it, not 80).

    - *covered*: studies whose headline interval (95 %) has the true ratio in it. The true ratio is 2, or 1 in A/A studies.
    - *differs from 1*: studies whose interval leaves 1 out, where the ratio is 1 or nearly.
    - *±*: median half-width of the interval. *rounds*: mean. *between batches*: studies whose headline is the interval between batches.
    - *warned of*: studies with that warning. Where nothing is wrong it comes by chance: autocorrelation and trend in up to 5 %, order in 1 %.
    - Skewed: 1 plus an exponential time of mean 0.3. Bimodal: 1 or 1.5, each ± 5 %. Both platforms have the noise, unless it is said otherwise.
    - 2,000 studies tell a share of 95 % to ± 1 %.
    """);
foreach (var (title, cells) in Cells.All(cell => cell.Run(studies, seed)))
{
    Console.WriteLine($"\n## {title}\n");
    Console.WriteLine("| study | target | covered | differs from 1 | ± | rounds | between batches | warned of |");
    Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |");
    foreach (var (cell, target) in cells)
    {
        var result = cell.Run(studies, seed);
        var differs = cell.LogRatio == Cells.Twice ? "" : $"{result.Differs:0.0%}";
        var batches = cell.Batches == 1 ? "" : $"{result.OfBatches:0%}";
        var warnings = string.Join(", ", CellResult.WarningNames.Where(result.Warnings.ContainsKey).Select(w => $"{w} {result.Warnings[w]:0.0%}"));
        Console.WriteLine($"| {cell.Name} | {target} | {result.Covered:0.0%} | {differs} | {result.HalfWidth:0.0%} | {result.Rounds:0.0} | {batches} | {warnings} |");
    }
}

Console.WriteLine("\n## Two studies compared by their batches, which differ by 5 %\n");
Console.WriteLine("| studies | target | covered | differs from 1 | ± |\n| --- | --- | ---: | ---: | ---: |");
foreach (var (pair, target) in TwoStudies.All(pair => pair.Run(studies, seed)))
{
    var result = pair.Run(studies, seed);
    Console.WriteLine($"| {pair.Name} | {target} | {result.Covered:0.0%} | {result.Differs:0.0%} | {result.HalfWidth:0.0%} |");
}
