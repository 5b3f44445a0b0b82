using System.Net;
using Lab.Core;
using Markdig;

namespace Lab.Reports;

/// <summary>The report as one self-contained page: no script, no request to anywhere.</summary>
static class HtmlPage
{
    /// <summary>Raw HTML in the Markdown stays text, so that nothing from outside becomes markup.</summary>
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    const string Style = """
        :root { color-scheme: light dark; --line: #8886; --note: #c60; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 0 auto; padding: 1rem; }
        h1, h2, h3 { line-height: 1.2; }
        .table { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1rem 0; }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; }
        th:first-child, td:first-child { text-align: left; }
        td:not(:first-child) { white-space: nowrap; }
        table:not(:has(th:nth-child(3))) td { white-space: normal; text-align: left; }
        blockquote { margin: 0; padding: .1rem 1rem; border-left: .3rem solid var(--note); }
        code { overflow-wrap: anywhere; }
        li, td { overflow-wrap: break-word; }
        @media print { body { max-width: none; } table { break-inside: avoid; } }
        """;

    public static string Render(StudyRecord record, string markdown)
    {
        var body = Markdown.ToHtml(markdown, Pipeline)
            .Replace("<table>", "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal);
        return $"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{WebUtility.HtmlEncode(Format.Plain(record.Id, 300))}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n";
    }
}
