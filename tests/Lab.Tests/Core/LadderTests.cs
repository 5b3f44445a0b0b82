using System.Net;
using Lab.Core;

namespace Lab.Tests.Core;

public sealed class LadderTests
{
    const string Nonce = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    readonly ManualClock _clock = new();

    [Theory]
    [InlineData("BEACON ready 00000000-0000-4000-8000-000000000000 5000")]
    [InlineData("BEACON ready")]
    [InlineData("ON ready " + Nonce + " 5000")]
    [InlineData("lab login: BEACON ready " + Nonce + " 5000")]
    [InlineData("GET / 200")]
    public void Only_a_whole_line_with_this_instances_nonce_makes_it_ready(string line)
    {
        var ladder = new Ladder(_clock, Nonce);
        ladder.ConsoleLine(new OutputLine(false, line, 1));
        Assert.False(ladder.Ready.IsCompleted);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON ready {Nonce.ToUpperInvariant()} 5000", 2));
        Assert.True(ladder.Ready.IsCompletedSuccessfully);
    }

    [Fact]
    public void Ready_is_when_the_line_arrived_and_not_when_it_was_read_nor_when_the_tool_returned()
    {
        var ladder = new Ladder(_clock, Nonce);
        ladder.Mark(Milestone.Begun);
        ladder.Mark(Milestone.Power);
        _clock.Advance(2);
        var arrival = _clock.GetTimestamp();
        _clock.Advance(7);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON ready {Nonce} 5000", arrival));
        _clock.Advance(20);
        ladder.Mark(Milestone.Returned);
        Assert.Equal(2, Value(ladder, Metrics.Ready));
        Assert.Equal(29, Value(ladder, Metrics.Returned));
    }

    [Fact]
    public void The_first_stamp_of_a_moment_counts()
    {
        var ladder = new Ladder(_clock, Nonce);
        ladder.Mark(Milestone.Power);
        _clock.Advance(3);
        ladder.Mark(Milestone.Power);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON ready {Nonce} 1", _clock.GetTimestamp()));
        _clock.Advance(3);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON ready {Nonce} 1", _clock.GetTimestamp()));
        Assert.Equal(3, Value(ladder, Metrics.Ready));
    }

    [Theory]
    [InlineData(1.0, 8.0)]
    [InlineData(0.9, null)]
    [InlineData(309, null)]
    public void A_guest_clock_is_used_only_where_it_keeps_time_with_the_hosts(double speed, double? init)
    {
        var ladder = new Ladder(_clock, Nonce);
        ladder.Mark(Milestone.Power);
        _clock.Advance(11);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON init {Nonce} {8e9 * speed:0}", _clock.GetTimestamp()));
        _clock.Advance(3);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON ready {Nonce} {11e9 * speed:0}", _clock.GetTimestamp()));
        ladder.GuestBoot(5 * speed, 13 * speed);
        Assert.Equal(init, ladder.Rungs().Find(Metrics.Init.Id));
        Assert.Equal(14, Value(ladder, Metrics.Ready));
    }

    [Fact]
    public async Task A_wrong_result_of_the_first_work_is_a_failure_and_never_a_fast_start()
    {
        var ladder = new Ladder(_clock, Nonce);
        ladder.Mark(Milestone.Power);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON ready {Nonce} 1", 1));
        ladder.ConsoleLine(new OutputLine(false, $"BEACON work {Nonce} 2 0000000000000000", 2));
        Assert.Contains("wrong result", (await Assert.ThrowsAsync<TrialException>(() => ladder.Work)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_is_gone_ends_every_wait()
    {
        var ladder = new Ladder(_clock, Nonce);
        ladder.Fail(new TrialException("it ended at once"));
        foreach (var wait in (Task[])[ladder.Ready, ladder.Work, ladder.Address])
            Assert.Equal("it ended at once", (await Assert.ThrowsAsync<TrialException>(() => wait)).Message);
    }

    [Fact]
    public void The_labs_own_cpu_time_is_that_between_power_on_and_ready()
    {
        var cpu = 1.0;
        var ladder = new Ladder(_clock, Nonce, () => cpu);
        ladder.Mark(Milestone.DefineBegun);
        cpu = 1.5;
        ladder.Mark(Milestone.Power);
        cpu = 1.75;
        ladder.ConsoleLine(new OutputLine(false, $"BEACON ready {Nonce} 1", 1));
        cpu = 9;
        ladder.Mark(Milestone.Returned);
        Assert.Equal(0.25, ladder.OwnCpuSeconds);
    }

    [Fact]
    public void The_address_is_known_once_the_platform_says_it()
    {
        var ladder = new Ladder(_clock, Nonce);
        Assert.False(ladder.Address.IsCompleted);
        ladder.Reached(new IPEndPoint(IPAddress.Loopback, 80));
        Assert.True(ladder.Address.IsCompletedSuccessfully);
    }

    static double Value(Ladder ladder, Metric metric) => ladder.Rungs().Single(r => r.Metric == metric.Id).Value;
}
