using System.Globalization;

namespace Lab.Reports;

/// <summary>Tables for programs: RFC 4180, numbers invariant and to the last digit.</summary>
static class Csv
{
    public static string Row(params IEnumerable<object> fields) => string.Join(',', fields.Select(Field)) + "\r\n";

    /// <summary>Without the quotes that a table of this kind needs.</summary>
    public static string Plain(object value) => value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    /// <summary>A text from outside that a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    static string Field(object value)
    {
        var text = Plain(value);
        if (value is not string) return text;
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)) text = $"'{text}";
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
