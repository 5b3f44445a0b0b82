using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UglyToad.PdfPig;

namespace Lab.BrowserTests;

[Collection(InBrowser.Name)]
public sealed partial class PrintTests(Browser browser)
{
    /// <summary>Each chart is marked at its top and at its bottom; on paper both marks must be on one page.</summary>
    [Theory]
    [MemberData(nameof(Pages.All), MemberType = typeof(Pages))]
    public async Task No_chart_is_cut_on_paper(string study, string language)
    {
        await using var visit = await browser.OpenAsync(Pages.Of(study, language));
        var charts = await visit.Page.EvaluateAsync<int>("""
            (() => {
              const mark = text => Object.assign(document.createElement('code'), { textContent: text });
              const figures = [...document.querySelectorAll('figure')];
              figures.forEach((figure, i) => { figure.prepend(mark(`begin${i}x`)); figure.append(mark(`end${i}x`)); });
              return figures.length;
            })()
            """);
        var bytes = await visit.Page.PdfAsync(new PagePdfOptions { Format = "A4", PreferCSSPageSize = true, PrintBackground = true });
        Assert.InRange(bytes.Length, 1, 8 << 20); // What can be sent by mail.
        using var pdf = PdfDocument.Open(bytes);
        var pages = pdf.GetPages().ToArray();
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.InRange(page.Width / page.Height, 0.70, 0.71));
        var places = pages.SelectMany(page => Mark().Matches(string.Concat(page.Letters.Select(l => l.Value))).Select(m => (m.Value, page.Number))).ToLookup(m => m.Value, m => m.Number);
        Assert.True(charts >= 6);
        for (var chart = 0; chart < charts; chart++)
            Assert.Equal(Assert.Single(places[$"begin{chart}x"]), Assert.Single(places[$"end{chart}x"]));
    }

    [GeneratedRegex(@"(?:begin|end)\d+x")]
    private static partial Regex Mark();
}
