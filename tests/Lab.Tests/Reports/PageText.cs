using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lab.Tests.Reports;

/// <summary>One number of a page, as a program reads it.</summary>
sealed record PageFigure(string Of, string Part, double Value, string Text);

/// <summary>What a test looks for in a page.</summary>
static partial class PageText
{
    public static IEnumerable<PageFigure> Figures(string html) => Datum().Matches(html)
        .Select(m => new PageFigure(WebUtility.HtmlDecode(m.Groups[2].Value), m.Groups[3].Value, double.Parse(WebUtility.HtmlDecode(m.Groups[1].Value), null), m.Groups[4].Value)).Distinct();

    /// <summary>What the verdicts of the page are about, and what they say.</summary>
    public static IEnumerable<(string Of, string Text)> Verdicts(string html) => Verdict().Matches(html).Select(m => (WebUtility.HtmlDecode(m.Groups[1].Value), WebUtility.HtmlDecode(m.Groups[2].Value)));

    public static IEnumerable<string> Sections(string html) => Section().Matches(html).Select(m => m.Groups[1].Value);

    /// <summary>The page's own style and script, which its policy names, are the only ones; links lead into the page; nothing is loaded.</summary>
    public static void AssertHarmless(string html)
    {
        // It loads nothing: it names a part of the page itself.
        const string Awaited = "<link rel=\"expect\" href=\"#startup\" blocking=\"render\">";
        Assert.Single(Regex.Matches(html, Awaited));
        html = html.Replace(Awaited, "", StringComparison.Ordinal);
        var policy = WebUtility.HtmlDecode(Regex.Match(html, "http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value);
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        foreach (var element in (string[])["style", "script"])
        {
            var own = Assert.Single(Regex.Matches(html, $"<{element}[^>]*>(.*?)</{element}>", RegexOptions.Singleline));
            Assert.Contains($"{element}-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(own.Groups[1].Value)))}'", policy, StringComparison.Ordinal);
            Assert.Single(Regex.Matches(html, $"<{element}", RegexOptions.IgnoreCase));
        }
        Assert.Empty(Regex.Matches(html, "<(img|iframe|object|embed|link|base|form|audio|video|source|foreignObject)[\\s>]", RegexOptions.IgnoreCase));
        Xunit.Assert.All(Regex.Matches(html, "<[^>]* (?:href|src|action|xlink:href)=\"([^\"]*)\""), m => Assert.StartsWith("#", m.Groups[1].Value, StringComparison.Ordinal));
        Assert.Empty(Regex.Matches(html, "<[^>]* on[a-z]+=", RegexOptions.IgnoreCase));
        Assert.DoesNotContain(html, c => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\0' or '\u0007');
    }

    [GeneratedRegex("<data value=\"([^\"]*)\" data-figure=\"([^\"]*)\"(?: data-part=\"([^\"]*)\")?>([^<]*)</data>")]
    private static partial Regex Datum();

    [GeneratedRegex("<span data-verdict=\"([^\"]*)\">([^<]*)</span>")]
    private static partial Regex Verdict();

    [GeneratedRegex("<section id=\"([a-z]+)\"")]
    private static partial Regex Section();
}
