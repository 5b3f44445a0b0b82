using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Every shipped workload against real output of its tool.</summary>
public sealed class WorkloadTests
{
    const string Sysbench = """
        sysbench 1.0.20 (using system LuaJIT 2.1.0-beta3)

        Running the test with following options:
        Number of threads: 1
        Initializing random number generator from current time


        Prime numbers limit: 10000

        Initializing worker threads...

        Threads started!

        CPU speed:
            events per second:  2117.65

        General statistics:
            total time:                          3.0003s
            total number of events:              6354

        Latency (ms):
                 min:                                    0.46
                 avg:                                    0.47
                 max:                                    0.94
                 95th percentile:                        0.49
                 sum:                                 2998.92

        """;

    [Fact]
    public void Sysbench_gives_its_rate() =>
        Assert.Equal([new Measurement("cpu.events", 2117.65)], Catalogue.ReadWorkloads()["sysbench-cpu"].Read(Sysbench));

    [Theory]
    [InlineData("")]
    [InlineData("FATAL: unable to find test")]
    public void Output_without_the_number_is_refused_with_its_first_words(string output) =>
        Assert.Contains("cpu.events is not in the output", Assert.Throws<TrialException>(() => Catalogue.ReadWorkloads()["sysbench-cpu"].Read(output)).Message, StringComparison.Ordinal);
}
