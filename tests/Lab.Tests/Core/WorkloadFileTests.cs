using Lab.Core;

namespace Lab.Tests.Core;

public sealed class WorkloadFileTests
{
    const string Good = """
        id: mine
        title: Mine
        stresses: nothing
        command: [echo, "5"]
        pattern: '(?<n>\d+)'
        seconds: 1
        metrics:
          - id: my.number
            from: n
            unit: count
            better: higher
            definition: The number that it prints.
        """;

    [Fact]
    public void A_workload_reads_its_metric_out_of_the_output() =>
        Assert.Equal(new Measurement("my.number", 5), Assert.Single(WorkloadFile.Read("w.yml", Good).Read("5\n")));

    [Fact]
    public void What_is_not_said_is_nothing_special()
    {
        var workload = WorkloadFile.Read("w.yml", Good);
        Assert.Equal((WorkloadKind.Other, false, false, false, "", "w.yml:4"), (workload.Kind, workload.Outside, workload.DropCaches, workload.Volume, workload.Needs, workload.Source));
        Assert.Empty(workload.Prepare);
        Assert.Null(workload.Service);
    }

    [Fact]
    public void Everything_that_can_be_said_is_read()
    {
        var workload = WorkloadFile.Read("w.yml", Good.Replace("seconds: 1", """
            seconds: 1
            kind: service
            client: outside
            drop-caches: yes
            volume: yes
            needs: nothing
            size: 9
            size-emulated: 3
            concurrency: 16
            prepare:
              - [touch, "/tmp/{size}"]
            service:
              start: [serve, "{listen}", "{port}"]
              ready: [ask, "{address}"]
              stop: [end, it]
            """, StringComparison.Ordinal));
        Assert.Equal((WorkloadKind.Service, true, true, true, "nothing", 9, 3, 16), (workload.Kind, workload.Outside, workload.DropCaches, workload.Volume, workload.Needs, workload.Size, workload.SizeEmulated, workload.Concurrency));
        Assert.Equal(["touch", "/tmp/{size}"], Assert.Single(workload.Prepare));
        Assert.Equal(["serve", "{listen}", "{port}"], workload.Service!.Start);
    }

    [Theory]
    [InlineData("(?<n>", "(?<n", "w.yml:5: pattern is no regular expression")]
    [InlineData("from: n", "from: m", "w.yml:9: from names the group 'm', which the pattern does not have. Use one of: n.")]
    [InlineData("unit: count", "unit: furlongs", "w.yml:10: unit is 'furlongs'. Write one of: seconds, bytes, per-second, bytes-per-second, count.")]
    [InlineData("seconds: 1", "seconds: -1", "w.yml:6: seconds is '-1'.")]
    [InlineData("metrics:", "metrics: none\nmetrix:", "w.yml:8: unknown key 'metrix'.")]
    [InlineData("pattern: '(?<n>\\d+)'", "seconds: 2", "this is not well-formed YAML")]
    [InlineData("pattern:", "read: json\npattern:", "w.yml:5: read stands beside pattern. Say how the output is read, once")]
    [InlineData("seconds: 1", "seconds: 1\nread: xml", "w.yml:7: read stands beside pattern")]
    [InlineData("seconds: 1", "seconds: 1\nkind: gpu", "w.yml:7: kind is 'gpu'. Write one of: other, cpu, memory, kernel, disk, network, service.")]
    [InlineData("seconds: 1", "seconds: 1\nclient: both", "w.yml:7: client is 'both'. Write one of: guest, outside.")]
    [InlineData("seconds: 1", "seconds: 1\nsize: 5", "w.yml:7: size is used nowhere. Write {size} where it belongs, or remove it.")]
    [InlineData("seconds: 1", "seconds: 1\nservice: redis", "w.yml:7: service must hold `key: value` lines.")]
    [InlineData("seconds: 1", "seconds: 1\nservice:\n  start: [a]\n  begin: [b]", "w.yml:9: unknown key 'begin'. The keys here are: start, ready, stop.")]
    [InlineData("seconds: 1", "seconds: 1\nprepare: [a, b]", "w.yml:7: prepare must be a list of commands, each a list of words.")]
    [InlineData("\"5\"]", "\"{size}\"]", "w.yml:4: command uses {size}, which has no value. Add `size: …`.")]
    [InlineData("\"5\"]", "\"{second}\"]", "w.yml:4: command has the unknown placeholder {second}. Use one of: {seconds}, {cpus},")]
    [InlineData("better: higher", "better: higher\n    role: king", "w.yml:12: role is 'king'. Write one of: none, rate, mean-latency.")]
    public void A_broken_workload_is_named_with_its_line(string original, string mistake, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => WorkloadFile.Read("w.yml", Good.Replace(original, mistake, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_metric_that_is_defined_twice_is_refused()
    {
        var twice = Good + "\n" + string.Join('\n', Good.Split('\n')[7..]);
        Assert.Contains("w.yml:8: metrics defines 'my.number' twice", Assert.Throws<UsageException>(() => WorkloadFile.Read("w.yml", twice)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs[x].iops")]
    [InlineData("jobs..iops")]
    [InlineData(".jobs")]
    [InlineData("\"jobs[0]\"\"iops\"")]
    public void A_place_that_is_no_path_in_json_is_refused(string path)
    {
        var text = Good.Replace("pattern: '(?<n>\\d+)'", "read: json", StringComparison.Ordinal).Replace("from: n", $"from: '{path}'", StringComparison.Ordinal);
        Assert.Contains($"w.yml:9: from is '{path}', which is no path.", Assert.Throws<UsageException>(() => WorkloadFile.Read("w.yml", text)).Message, StringComparison.Ordinal);
    }
}
