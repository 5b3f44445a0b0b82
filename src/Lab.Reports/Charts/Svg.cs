using System.Globalization;
using System.Net;
using System.Text;

namespace Lab.Reports.Charts;

/// <summary>Builds the inside of a chart. Places along it are shares of its width, from 0 to 1; heights are pixels.</summary>
sealed class Svg
{
    const int LongestText = 60, LongestTitle = 200;
    readonly StringBuilder _text = new();

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    public override string ToString() => _text.ToString();

    public Svg Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public Svg Begin(string style, string? title = null) => Raw($"<g class=\"{style}\">").Raw(Title(title));

    public Svg End() => Raw("</g>");

    public Svg Line(double x1, double y1, double x2, double y2, string style) =>
        Raw($"<line class=\"{style}\" x1=\"{Share(x1)}\" y1=\"{Pixels(y1)}\" x2=\"{Share(x2)}\" y2=\"{Pixels(y2)}\"/>");

    public Svg Box(double x, double y, double width, double height, string style, string? title = null) =>
        Raw($"<rect class=\"{style}\" x=\"{Share(x)}\" y=\"{Pixels(y)}\" width=\"{Share(width)}\" height=\"{Pixels(height)}\"{(title is null ? "/>" : $">{Title(title)}</rect>")}");

    /// <param name="text">From anywhere.</param>
    /// <param name="right">Pixels by which it is moved to the right.</param>
    public Svg Text(double x, double y, string text, string style = "", double right = 0) =>
        Raw($"<text{(style.Length == 0 ? "" : $" class=\"{style}\"")} x=\"{Share(x)}\" y=\"{Pixels(y)}\"{(right == 0 ? "" : $" dx=\"{Pixels(right)}\"")}>{Escape(Format.Plain(text, LongestText))}</text>");

    public Svg Mark(double x, double y, Look look, string? title = null) =>
        Raw($"<use href=\"#m{look.Shape}\" x=\"{Share(x)}\" y=\"{Pixels(y)}\"{(title is null ? "/>" : $">{Title(title)}</use>")}");

    static string Title(string? title) => title is null ? "" : $"<title>{Escape(Format.Plain(title, LongestTitle))}</title>";

    static string Share(double share) => $"{Number(100 * share)}%";

    static string Pixels(double number) => Number(number);

    static string Number(double number) => (Math.Round(number, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);
}
