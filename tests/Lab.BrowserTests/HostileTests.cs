using Lab.Core;
using Lab.Platforms;

namespace Lab.BrowserTests;

/// <summary>A study whose every name and text means harm.</summary>
[Collection(InBrowser.Name)]
public sealed class HostileTests(Browser browser)
{
    public static TheoryData<string, string> Texts => new()
    {
        { "script", "<script>alert(1)</script><img src=x onerror=alert(2)>\"><svg onload=alert(3)>" },
        { "closing", "</title></style></script></desc></svg><script>alert(1)</script>" },
        { "link", "javascript:alert(1) <a href=\"http://127.0.0.1:9/\">x</a> <link rel=stylesheet href=http://127.0.0.1:9/x.css>" },
        { "right-to-left", "\u202E\u2066right to left\u0007 שלום עולם" },
        { "long", new string('x', 10_000) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Does_no_harm(string name, string text)
    {
        foreach (var language in Reports.Texts.Languages)
        {
            await using var visit = await browser.OpenAsync(Pages.Write($"hostile-{name}.{language}", () => Everywhere(text), language), 360);
            await visit.Page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = true");
            await visit.Page.WaitForTimeoutAsync(200);
            Assert.Equal([], visit.Misdeeds);
            Assert.Equal(1, await visit.Page.Locator("script").CountAsync());
            Assert.Equal(0, await visit.Page.Locator("img, link:not([rel=expect]), iframe, a:not([href^='#']), [onload], [onerror]").CountAsync());
            Assert.Equal(9, await visit.Page.Locator("main > section").CountAsync());
            Assert.Equal(360, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Equal(-1, await visit.Page.EvaluateAsync<int>("document.documentElement.outerHTML.search(/[\\u202A-\\u202E\\u2066-\\u2069]/)"));
        }
    }

    static StudyRecord Everywhere(string text)
    {
        var record = StudyFolder.Read(Directory.EnumerateDirectories(Path.Combine(Catalogue.Root, "results", "kept"), "quick-*").Single());
        JournalEntry Broken(JournalEntry entry) => entry is TrialDone { Trial.Visit: { Platform: "vm", Round: 3 } } trial ? trial with { Outcome = new Failed(text, text) } : entry;
        return record with
        {
            Id = text,
            Journal = [.. record.Journal.Select(Broken)],
            Workloads = [.. record.Workloads.Select(w => w with { Title = text, Stresses = text, Command = [text], Scaled = text, Needs = text, Metrics = [.. w.Metrics.Select(m => m with { Metric = m.Metric with { Definition = text } })] })],
            Plan = record.Plan with { Spec = record.Plan.Spec with { Id = text, Title = text }, LeftOut = [new LeftOut(text, text)] },
            Environment = record.Environment with
            {
                Guest = record.Environment.Guest with { Name = text, Reason = text },
                Facts = new Dictionary<string, string> { [text] = text },
                Warnings = [text],
                Platforms = [.. record.Environment.Platforms.Select(p => p with { Label = text })],
            },
        };
    }
}
