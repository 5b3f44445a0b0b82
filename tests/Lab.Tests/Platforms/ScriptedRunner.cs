using Lab.Core;

namespace Lab.Tests.Platforms;

/// <summary>Starts nothing: remembers what was asked for, and answers with an exit code.</summary>
sealed class ScriptedRunner(Func<Command, int>? exitCode = null) : ICommandRunner
{
    public List<string> Commands { get; } = [];
    public string Name => "scripted";

    public Task<CommandOutput> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken cancel = default)
    {
        Commands.Add(string.Join(' ', command.Arguments.Prepend(command.Program)));
        return Task.FromResult(new CommandOutput(exitCode?.Invoke(command) ?? 0, "", "", TimedOut: false, TimeSpan.Zero));
    }
}
