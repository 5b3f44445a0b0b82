namespace Lab.Reports;

/// <summary>Texts that are part of the assembly: style and script of the page.</summary>
static class Resource
{
    /// <param name="name">Path below the project, with dots for slashes.</param>
    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Resource).Assembly.GetManifestResourceStream($"Lab.Reports.{name}")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
