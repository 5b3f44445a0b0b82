using Lab.Core;

namespace Lab.Tests.Core;

public sealed class PlanFileTests
{
    const string GoodPlan = """
        id: mine
        platforms: [host, vm]
        workloads: [sysbench-cpu]
        rounds: 3
        memory: 512 MiB
        """;

    [Fact]
    public void A_plan_is_read_with_its_defaults()
    {
        var plan = ReadPlan(GoodPlan);
        Assert.Equal(("mine", 3, 1, 2, 512L << 20, "auto", 0), (plan.Id, plan.Rounds, plan.Warmup, plan.Cpus, plan.MemoryBytes, plan.Accelerator, plan.Ramp));
        Assert.Equal(["host", "vm"], plan.Platforms);
    }

    [Theory]
    [InlineData("rounds: 3", "rounds: 0", "my.yml:4: rounds is '0'. Write a whole number from 1 to")]
    [InlineData("rounds: 3", "rounds: 3\ntrial-seconds: 0", "my.yml:5: trial-seconds is '0'. Write a whole number from 1 to 600.")]
    [InlineData("rounds: 3", "rounds: 3\nleast-rounds: 6", "my.yml:5: least-rounds stands without precision. Add `precision: 5`")]
    [InlineData("rounds: 3", "rounds: 3\nbatches: 0", "my.yml:5: batches is '0'. Write a whole number from 1 to 100.")]
    [InlineData("rounds: 3", "rounds: 3\nrouns: 2", "my.yml:5: unknown key 'rouns'. The keys here are: id,")]
    [InlineData("memory: 512 MiB", "memory: 1 GB ish", "my.yml:5: memory is '1 GB ish'. Write a whole number and KiB, MiB or GiB")]
    [InlineData("memory: 512 MiB", "memory: 1 MiB", "my.yml:5: memory is '1 MiB'. Write at least 256 MiB")]
    [InlineData("memory: 512 MiB", "memory: 99999999999999999999 GiB", "my.yml:5: memory is '99999999999999999999 GiB'.")]
    [InlineData("[host, vm]", "[host, vmm]", "my.yml:2: unknown platform 'vmm'. Known here: host, container, vm.")]
    [InlineData("[host, vm]", "[host, host]", "my.yml:2: platform 'host' stands twice.")]
    [InlineData("[host, vm]", "host", "my.yml:2: platforms must be a list of words.")]
    [InlineData("[sysbench-cpu]", "[sysbench]", "my.yml:3: unknown workload 'sysbench'.")]
    [InlineData("id: mine", "id: My Plan", "my.yml:1: id is 'My Plan'. Use lower-case letters")]
    [InlineData("id: mine\n", "", "my.yml:1: id is missing. Add `id: …`.")]
    [InlineData("id: mine", "id: [mine", "this is not well-formed YAML")]
    [InlineData("id: mine", "id: mine\nid: yours", "this is not well-formed YAML")]
    public void A_mistake_is_named_with_its_line_and_what_to_write(string original, string mistake, string message)
    {
        var error = Assert.Throws<UsageException>(() => ReadPlan(GoodPlan.Replace(original, mistake, StringComparison.Ordinal)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("my.yml:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_to_stop_is_part_of_the_plan()
    {
        var plan = ReadPlan(GoodPlan.Replace("rounds: 3", "rounds: 30\nprecision: 4\nleast-rounds: 12\nbatches: 2", StringComparison.Ordinal));
        Assert.Equal((new StoppingRule(0.04, 12, 5, 60, Batches: 2), 2), (plan.Stopping, plan.Batches));
        Assert.Null(ReadPlan(GoodPlan).Stopping);
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("- a\n- b")]
    public void Text_that_is_no_plan_at_all_is_refused(string text) =>
        Assert.Contains("expected one list of `key: value` lines", Assert.Throws<UsageException>(() => ReadPlan(text)).Message, StringComparison.Ordinal);

    static PlanSpec ReadPlan(string text) => PlanFile.Read("my.yml", text, ["host", "container", "vm"], ["sysbench-cpu"]);
}
