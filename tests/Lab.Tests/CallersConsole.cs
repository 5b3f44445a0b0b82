using System.Text;

namespace Lab.Tests;

/// <summary>The console of whoever called: what a program that runs inside a test writes goes to that test, whatever runs beside it.</summary>
sealed class CallersConsole(TextWriter otherwise) : TextWriter
{
    readonly AsyncLocal<StringWriter?> _writer = new();

    static readonly CallersConsole s_output = new(Console.Out), s_error = new(Console.Error);

    static CallersConsole()
    {
        Console.SetOut(s_output);
        Console.SetError(s_error);
    }

    /// <summary>Runs what writes to the console, and returns what it wrote.</summary>
    public static (int ExitCode, string Output, string Error) Run(Func<int> program)
    {
        using StringWriter output = new(), error = new();
        (s_output._writer.Value, s_error._writer.Value) = (output, error);
        return (program(), output.ToString(), error.ToString());
    }

    public override Encoding Encoding => otherwise.Encoding;
    TextWriter Writer => _writer.Value ?? otherwise;

    public override void Write(char value) => Writer.Write(value);
    public override void Write(char[] buffer, int index, int count) => Writer.Write(buffer, index, count);
    public override void Write(string? value) => Writer.Write(value);
    public override void Flush() => Writer.Flush();
}
