using System.Security.Cryptography;
using System.Text;
using Lab.Reports.Charts;

namespace Lab.Reports.Pages;

/// <summary>Style and script that every page carries.</summary>
static class PageFiles
{
    public static string Style { get; } = $"{Chart.Style}\n{Resource.Text("Pages.page.css")}";

    public static string Script { get; } = Resource.Text("Pages.page.js");

    /// <summary>As a Content-Security-Policy names an inline element, so that no other one runs.</summary>
    public static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
