using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

/// <summary>The commands of the shipped network workloads, with a program of the name of theirs that says what iperf3
/// says.</summary>
public sealed class NetworkWorkloadTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;

    [Theory]
    [InlineData("net-inside", 0)]
    [InlineData("net-outside", 0)]
    [InlineData("net-inside", 1)]
    [InlineData("net-outside", 1)]
    public async Task The_hosts_name_is_not_printed_and_all_else_is_with_the_programs_own_exit_code(string id, int exitCode)
    {
        const string Start = "{\n\t\"start\":\t{\n\t\t\"version\":\t\"iperf 3.16\",\n";
        const string Name = "\t\t\"system_info\":\t\"Linux db7 6.1.0 #1 SMP\",\n";
        const string End = "\t\t\"cookie\":\t\"x\"\n\t}\n}\n";
        var program = Path.Combine(_folder, "iperf3");
        var cancel = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(program, $"#!/bin/sh\ncat <<'.'\n{Start}{Name}{End}.\nexit {exitCode}\n", cancel);
        var runner = new CommandRunner(TimeProvider.System);
        (await runner.RunAsync(new Command("chmod", "+x", program), null, cancel)).OrThrow("chmod");
        var command = Catalogue.ReadWorkloads()[id].Command;
        var words = new Command("env", [$"PATH={_folder}:/usr/bin:/bin", .. command]);
        var output = await runner.RunAsync(words, null, cancel);
        Assert.Equal((exitCode, Start + End), (output.ExitCode, output.StandardOutput));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
