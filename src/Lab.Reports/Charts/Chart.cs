using System.Text.RegularExpressions;

namespace Lab.Reports.Charts;

/// <summary>A drawing as SVG. It takes whatever width it is given: places along it are shares of that width, and heights are pixels, so that text stays as
/// large on a phone as on a wall.</summary>
/// <param name="Name">File name without its ending, and the beginning of its ids; see <see cref="NameOf"/>.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Description">What it says, for who cannot see it.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Body">What stands inside the svg element.</param>
public sealed partial record Chart(string Name, string Title, string Description, int Height, string Body)
{
    const int StandaloneWidth = 720, Margin = 16, LongestTitle = 200, LongestText = 2000;

    public string Title { get; } = Format.Plain(Title, LongestTitle);
    public string Description { get; } = Format.Plain(Description, LongestText);

    /// <summary>As a part of a page that has <see cref="Definitions"/> and <see cref="Style"/> once.</summary>
    public string Inline => $"""<svg class="chart" role="img" aria-labelledby="chart-{Name}-title chart-{Name}-text" width="100%" height="{Height}"><title id="chart-{Name}-title">{Svg.Escape(Title)}</title><desc id="chart-{Name}-text">{Svg.Escape(Description)}</desc>{Body}</svg>""";

    /// <summary>As a file of its own.</summary>
    public string Standalone => $"""
        <svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="chart-{Name}-title chart-{Name}-text" width="{StandaloneWidth}" height="{Height + 2 * Margin}">
        <title id="chart-{Name}-title">{Svg.Escape(Title)}</title>
        <desc id="chart-{Name}-text">{Svg.Escape(Description)}</desc>
        <style>{Style}</style>
        {Definitions}
        <rect class="paper" width="100%" height="100%"/>
        <svg x="2%" y="{Margin}" width="96%" height="{Height}" overflow="visible">{Body}</svg>
        </svg>

        """;

    /// <summary>The marks of the platforms and the patterns, used by every chart.</summary>
    public const string Definitions = """
        <defs>
        <circle id="m0" r="4"/><path id="m1" d="M-3.6-3.6H3.6V3.6H-3.6z"/><path id="m2" d="M0-5L4.6 3.4H-4.6z"/><path id="m3" d="M0-5.2L4.6 0L0 5.2L-4.6 0z"/>
        <path id="m4" d="M0 5L4.6-3.4H-4.6z"/><path id="m5" d="M-1.6-5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5V-1.6H-1.6z"/><path id="m6" d="M-5 0L-2.5-4.3H2.5L5 0L2.5 4.3H-2.5z"/><path id="m7" d="M-4.6-4.6L0-1.6L4.6-4.6L1.6 0L4.6 4.6L0 1.6L-4.6 4.6L-1.6 0z"/>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-back" width="6" height="6"/><rect class="hatch-line" width="2" height="6"/></pattern>
        </defs>
        """;

    /// <summary>Colours and line styles, for light, dark and print.</summary>
    public static string Style { get; } = Resource.Text("Charts.chart.css");

    /// <summary>A name that is safe as a file and as an id, whatever it is made from.</summary>
    public static string NameOf(string id) => NotInName().Replace(id.ToLowerInvariant(), "-").Trim('-') is { Length: > 0 } name ? name[..Math.Min(40, name.Length)].Trim('-') : "chart";

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInName();
}

/// <summary>How a platform is drawn: one colour and one shape each, so that neither alone has to tell.</summary>
/// <param name="Shape">From 0.</param>
/// <param name="IsHollow">True where the platform is emulated: its marks are outlines and its lines dashed.</param>
public sealed record Look(int Shape, bool IsHollow)
{
    public const int Shapes = 8;
    public string Class => IsHollow ? $"p{Shape} hollow" : $"p{Shape}";
}

/// <summary>One value on a chart.</summary>
/// <param name="Title">What it is, in words.</param>
public sealed record Dot(double Value, string Title);
