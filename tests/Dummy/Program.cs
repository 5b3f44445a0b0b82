#pragma warning disable RS0030 // A test of the process runner needs a program that starts processes of its own.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

// A program that behaves in every way a command may behave. Nothing here waits longer than a minute, so that a broken test leaves nothing behind.
var minute = TimeSpan.FromMinutes(1);
switch (args)
{
    case ["echo", .. var words]:
        Console.Out.WriteLine(string.Join(' ', words));
        return 0;
    case ["error", .. var words]:
        Console.Error.WriteLine(string.Join(' ', words));
        return 0;
    case ["exit", var code]:
        return Number(code);
    case ["sleep", var seconds]:
        Console.Out.WriteLine($"pid {Environment.ProcessId}");
        await Task.Delay(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
        return 0;
    case ["flood", var megabytes]:
        await Task.WhenAll(Flood(Console.OpenStandardOutput(), 'o', Number(megabytes)), Flood(Console.OpenStandardError(), 'e', Number(megabytes)));
        return 0;
    case ["stubborn"]:
        using (Ignore(PosixSignal.SIGINT))
        using (Ignore(PosixSignal.SIGTERM))
        {
            Console.Out.WriteLine($"pid {Environment.ProcessId}");
            await Task.Delay(minute);
        }
        return 0;
    case ["graceful"]:
        var interrupted = new TaskCompletionSource();
        using (PosixSignalRegistration.Create(PosixSignal.SIGINT, context => { context.Cancel = true; interrupted.TrySetResult(); }))
        {
            Console.Out.WriteLine($"pid {Environment.ProcessId}");
            await interrupted.Task.WaitAsync(minute);
        }
        Console.Out.WriteLine("interrupted");
        return 7;
    case ["stdin"]:
        using (var bytes = new MemoryStream())
        {
            await Console.OpenStandardInput().CopyToAsync(bytes);
            Console.Out.WriteLine(bytes.Length);
        }
        return 0;
    case ["nolinefeed", var text]:
        Console.Out.Write(text);
        return 0;
    case ["longline", var megabytes]:
        var block = new string('x', 1 << 20);
        for (var written = 0; written < Number(megabytes); written++)
            Console.Out.Write(block);
        Console.Out.WriteLine();
        return 0;
    case ["env", var name]:
        Console.Out.WriteLine(Environment.GetEnvironmentVariable(name) ?? "(not set)");
        return 0;
    case ["tree", .. var depth]:
        var below = depth is [var given] ? Number(given) : 2;
        Console.Out.WriteLine($"pid {Environment.ProcessId}");
        if (below > 0) StartSelf("tree", (below - 1).ToString(CultureInfo.InvariantCulture));
        await Task.Delay(minute);
        return 0;
    default:
        Console.Error.WriteLine("verbs: echo error exit sleep flood stubborn graceful stdin nolinefeed longline env tree");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static PosixSignalRegistration Ignore(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true;
    Console.Out.WriteLine($"ignored {context.Signal}");
});

static async Task Flood(Stream to, char letter, int megabytes)
{
    var line = (new string(letter, 63) + '\n').Select(c => (byte)c).ToArray();
    var block = Enumerable.Repeat(line, 1024).SelectMany(b => b).ToArray();
    for (var written = 0; written < megabytes * 16; written++)
        await to.WriteAsync(block);
}

// The child inherits our output pipes, as nothing is redirected.
static void StartSelf(params string[] words)
{
    var host = Environment.ProcessPath!;
    var self = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [Environment.GetCommandLineArgs()[0], .. words] : words;
    Process.Start(host, self).Dispose();
}
