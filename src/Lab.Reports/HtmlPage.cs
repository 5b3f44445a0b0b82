using System.Text.Encodings.Web;
using System.Text.Unicode;
using Lab.Reports.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.Reports;

/// <summary>The report as one self-contained page: nothing is loaded, from nowhere. Rendered by the framework's components, which encode all that comes from outside.</summary>
static class HtmlPage
{
    /// <summary>Letters of all scripts stay letters, so that a page in Korean can be read in its source too.</summary>
    static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Render(PageModel model)
    {
        using var services = new ServiceCollection().AddSingleton(s_encoder).BuildServiceProvider();
        using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var body = renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<ReportPage>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(ReportPage.M)] = model }))).ToHtmlString()).GetAwaiter().GetResult();
        return $"<!doctype html>\n{body.ReplaceLineEndings("\n")}\n";
    }
}
