using System.Globalization;
using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Every shipped workload against real output of its tool (Samples/ID.txt), and the values that a person reads there (Samples/expected.txt).</summary>
public sealed class WorkloadTests
{
    static readonly string Samples = Path.Combine(Catalogue.Root, "tests", "Lab.Tests", "Samples");
    static readonly PlanSpec Spec = Lab.Tests.Samples.Spec;

    public static TheoryData<string> Shipped => [.. Catalogue.ReadWorkloads().Keys];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_declared_metric_comes_out_of_real_output(string id)
    {
        var expected = File.ReadAllLines(Path.Combine(Samples, "expected.txt")).Select(l => l.Split(' ')).Where(p => p[0] == id).ToDictionary(p => p[1], p => double.Parse(p[2], CultureInfo.InvariantCulture));
        var read = Catalogue.ReadWorkloads()[id].Read(File.ReadAllText(Path.Combine(Samples, $"{id}.txt")));
        Assert.Equal(expected.Keys.Order(), read.Select(m => m.Metric).Order());
        Assert.All(read, m => Assert.Equal(expected[m.Metric], m.Value, Math.Abs(expected[m.Metric]) * 1e-9));
    }

    [Fact]
    public void No_metric_of_the_workloads_is_zero_in_real_output() =>
        Assert.All(Catalogue.ReadWorkloads().Values.SelectMany(w => w.Read(File.ReadAllText(Path.Combine(Samples, $"{w.Id}.txt")))), m => Assert.NotEqual(0, m.Value));

    [Theory]
    [InlineData("")]
    [InlineData("FATAL: unable to find test")]
    public void Output_without_the_number_is_refused_with_its_first_words(string output) =>
        Assert.Contains("cpu.events is not in the output", Assert.Throws<TrialException>(() => Catalogue.ReadWorkloads()["sysbench-cpu"].Read(output)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{ \"jobs\": [ { \"read\": ")]
    [InlineData("{ \"jobs\": [] }")]
    [InlineData("{ \"jobs\": [ { \"read\": { \"iops\": \"many\" } } ] }")]
    [InlineData("no JSON here")]
    public void Json_without_the_number_is_refused(string output) =>
        Assert.Contains("io.randread-1.iops is not in the output", Assert.Throws<TrialException>(() => Catalogue.ReadWorkloads()["disk-randread-1"].Read(output)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_a_tool_says_before_its_json_is_passed_over() =>
        Assert.Equal(2, With("a.b[1].\"c.d\"").Read("a warning\n{\"a\": {\"b\": [1, {\"c.d\": 2}]}}")[0].Value);

    [Fact]
    public void Length_cpus_and_size_are_the_same_for_every_platform_of_a_study()
    {
        var workload = With("a") with { Command = ["w", "{seconds}", "{cpus}", "{size}", "{address}"], Size = 9, SizeEmulated = 3 };
        Assert.Equal(["w", "3", "2", "9", "{address}"], workload.For(Spec, emulated: false).Command);
        Assert.Equal("", workload.For(Spec, emulated: false).Scaled);
        var small = workload.For(Spec with { TrialSeconds = 6 }, emulated: true);
        Assert.Equal((2.0, "6", "3"), (small.Seconds, small.Command[1], small.Command[3]));
        Assert.Contains("size 3 instead of 9 on every platform", small.Scaled, StringComparison.Ordinal);
    }

    static Workload With(string path) => new("w", "W", "nothing", ["w"], null, 1, [new WorkloadMetric(new Metric("w.value", Unit.Count, Better.Higher, "a number"), path, 1)]);
}
