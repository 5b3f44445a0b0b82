using System.Globalization;
using Lab.Core;
using Lab.Platforms;

namespace Lab;

/// <summary>A quantity that is known beforehand, and what the lab made of it.</summary>
/// <param name="Known">In base units.</param>
/// <param name="Tolerance">Largest distance at which the answer counts as right, in base units.</param>
/// <param name="Count">Measurements behind the answer.</param>
/// <param name="Why">What a reader should make of it.</param>
public sealed record KnownAnswer(string What, string Platform, Unit Unit, double Known, double Measured, double Tolerance, int Count, string Why)
{
    public bool Holds => Math.Abs(Measured - Known) <= Tolerance;
}

/// <summary>Known answers on real platforms: the instrument measures what was put there.</summary>
public sealed class Calibration(Tools tools, Catalogue catalogue, Action<string> say)
{
    /// <summary>Width of the 95 % interval, in tolerances, at which no more pairs are taken: a third of a tolerance is then one standard error.</summary>
    const double NarrowEnough = 4 / 3.0;
    /// <summary>So many times what one bring-up took, another hardly takes.</summary>
    const double Outlast = 1.5;
    const long MiB = 1 << 20, MemoryBytes = 1 << 30;
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    const string CalibrationImage = "lab-guest:calibrate", LargeFile = "/var/tmp/lab-large", HeldFile = "/var/tmp/lab-held";

    /// <summary>A delay before the service starts must come back as the difference of two times until ready, in interleaved pairs: from power-on
    /// for a container; for a machine from its beacon's first line, because what comes before varies by seconds from boot to boot. Pairs are
    /// added until the interval is narrow enough that a right instrument would hardly be called wrong.</summary>
    public Task<KnownAnswer> DelayAsync(string platform, TimeSpan delay, double tolerance, PairCount pairs, CancellationToken cancel) =>
        DelayAsync(new DelayedStart(platform, platform == "vm" ? Milestone.Init : Milestone.Power, Milestone.Returned, (time, token) => ReadyAsync(platform, time, token)),
            delay, tolerance, pairs, cancel);

    /// <summary>The same with a service that is started again and again in one machine, which takes seconds where a boot takes most of a minute.</summary>
    /// <param name="nonce">The machine's identity, which its beacon's lines carry.</param>
    public Task<KnownAnswer> DelayOfServiceAsync(IServiceRestart machine, string nonce, TimeSpan delay, double tolerance, PairCount pairs, CancellationToken cancel) =>
        DelayAsync(new DelayedStart("vm", Milestone.Init, Milestone.Ready, async (time, token) =>
        {
            var ladder = new Ladder(tools.Clock, nonce);
            await machine.RestartServiceAsync(time, ladder, token);
            await ladder.Work.WaitAsync(Runner.ReadyLimit, tools.Clock, token);
            return ladder;
        }), delay, tolerance, pairs, cancel);

    /// <param name="From">From here until ready is what is compared.</param>
    /// <param name="Over">When what brings it up has ended its own work.</param>
    /// <param name="TakeAsync">A start with a delay, and how it went.</param>
    sealed record DelayedStart(string Platform, Milestone From, Milestone Over, Func<TimeSpan, CancellationToken, Task<Ladder>> TakeAsync);

    async Task<KnownAnswer> DelayAsync(DelayedStart start, TimeSpan delay, double tolerance, PairCount pairs, CancellationToken cancel)
    {
        // What brings an instance up goes on working beside its service, which starts faster once that is over: a delay shows whole only on top of
        // one that outlasts it in every start. How long that takes here, one start more tells.
        var least = Outlast * TimeSpan.FromSeconds((await start.TakeAsync(TimeSpan.Zero, cancel)).Seconds(start.From, start.Over)!.Value);
        var differences = new List<double>();
        (double Shift, Interval Interval) answer;
        do
        {
            differences.Add(await DifferenceAsync(start, least, delay, differences.Count, cancel));
            answer = Statistics.ShiftOf(differences);
        }
        while (differences.Count < pairs.Min || (answer.Interval.High - answer.Interval.Low > NarrowEnough * tolerance && differences.Count < pairs.Max));
        var (shift, interval) = answer;
        return new KnownAnswer("a delay before the service starts", start.Platform, Unit.Seconds, delay.TotalSeconds, shift, tolerance, differences.Count,
            string.Create(CultureInfo.InvariantCulture, $"{(start.Platform == "vm" ? "from the beacon's first line until ready" : "startup.ready")}, {differences.Count} interleaved pairs, on top of {least.TotalSeconds:0.0} s in both; {100 * interval.Confidence:0} % interval {interval.Low * 1000:0} to {interval.High * 1000:0} ms"));
    }

    /// <summary>How much later one of two starts is ready that waits for so much more, in seconds.</summary>
    async Task<double> DifferenceAsync(DelayedStart start, TimeSpan least, TimeSpan delay, int before, CancellationToken cancel)
    {
        // Which of the two comes first changes from pair to pair, so that a drift cancels out.
        var first = before % 2 == 0 ? delay : TimeSpan.Zero;
        var one = await start.TakeAsync(least + first, cancel);
        var other = await start.TakeAsync(least + delay - first, cancel);
        var (delayed, plain) = first == delay ? (one, other) : (other, one);
        double Ready(Ladder ladder) => ladder.Seconds(start.From, Milestone.Ready)!.Value;
        say(string.Create(CultureInfo.InvariantCulture,
            $"{start.Platform}: pair {before + 1}: ready after {Ready(plain):0.000} s, with {delay.TotalSeconds} s more of delay after {Ready(delayed):0.000} s; difference {Ready(delayed) - Ready(plain):0.000} s"));
        return Ready(delayed) - Ready(plain);
    }

    async Task<Ladder> ReadyAsync(string platform, TimeSpan delay, CancellationToken cancel)
    {
        await Task.Delay(Rest, tools.Clock, cancel);
        var (guest, ladder) = await UpAsync(catalogue.Platforms[platform], delay, cancel);
        await guest.DisposeAsync();
        return ladder;
    }

    /// <summary>Memory that is touched, and bytes that are written, in one instance.</summary>
    public async Task<IReadOnlyList<KnownAnswer>> FootprintAsync(string platform, CancellationToken cancel)
    {
        var (guest, _) = await UpAsync(catalogue.Platforms[platform], TimeSpan.Zero, cancel);
        await using (guest)
            return await FootprintAsync(platform, guest, cancel);
    }

    /// <summary>The same in an instance that is up, and has done nothing yet.</summary>
    public async Task<IReadOnlyList<KnownAnswer>> FootprintAsync(string platform, IGuest guest, CancellationToken cancel)
    {
        say($"{platform}: memory and disk");
        var memory = platform == "vm" ? Metrics.GuestRam : Metrics.Resident;
        // A difference of two, because a machine serves the first pages from what its boot freed, which its host has given already; and only once nothing more is freed.
        if (platform == "vm")
            await guest.RunAsync(new Command("systemctl", "is-system-running", "--wait") { TimeLimit = TimeSpan.FromMinutes(3) }, cancel);
        var less = await HoldingAsync(guest, memory, 128, cancel);
        var held = await HoldingAsync(guest, memory, 640, cancel) - less;
        var sparse = await GrowthAsync(guest, "truncate -s 100M /var/tmp/lab-sparse && sync", cancel);
        var filled = await GrowthAsync(guest, "head -c 104857600 /dev/urandom > /var/tmp/lab-fill && sync", cancel);
        return
        [
            new("512 MiB more of memory, touched", platform, Unit.Bytes, 512 * MiB, held, 0.05 * 512 * MiB, 1, $"{memory.Id} with 640 MiB touched, less that with 128 MiB"),
            new("a sparse file of 100 MiB", platform, Unit.Bytes, 0, sparse, MiB, 1, "apparent size is no use of disk: only allocated blocks count"),
            new("100 MiB of random bytes, synced", platform, Unit.Bytes, 100 * MiB, filled, 0.03 * 100 * MiB, 1, "written blocks are all there"),
        ];
    }

    /// <summary>touch of a 64 MiB file that lies below: overlayfs copies the whole file up, a virtual disk changes one inode.</summary>
    public async Task<IReadOnlyList<KnownAnswer>> TouchAsync(CancellationToken cancel)
    {
        var (machine, _) = await UpAsync(catalogue.Platforms["vm"], TimeSpan.Zero, cancel);
        await using (machine)
            return await TouchAsync(machine, cancel);
    }

    /// <summary>The same with a machine that is up.</summary>
    public async Task<IReadOnlyList<KnownAnswer>> TouchAsync(IGuest machine, CancellationToken cancel)
    {
        const string Write = $"head -c 67108864 /dev/urandom > {LargeFile} && sync", Touch = $"touch {LargeFile} && sync";
        say("container and vm: touch of a large file");
        var (container, _) = await UpAsync(await ContainerWithLargeFileAsync(Write, cancel), TimeSpan.Zero, cancel);
        double copiedUp;
        await using (container)
            copiedUp = await GrowthAsync(container, Touch, cancel);
        await tools.Engine.DeleteAsync($"images/{CalibrationImage}?force=1", cancel);
        await GrowthAsync(machine, Write, cancel);
        return
        [
            new("touch of a 64 MiB file of a lower layer", "container", Unit.Bytes, 64 * MiB, copiedUp, MiB, 1, "overlayfs copies the whole file up, though only its time stamp changes"),
            new("touch of a 64 MiB file", "vm", Unit.Bytes, 0, await GrowthAsync(machine, Touch, cancel), MiB, 1, "the virtual disk changes the blocks of one inode"),
        ];
    }

    async Task<IPlatform> ContainerWithLargeFileAsync(string write, CancellationToken cancel)
    {
        var (source, _) = await UpAsync(catalogue.Platforms["container"], TimeSpan.Zero, cancel);
        await using (source)
        {
            (await source.RunAsync(new Command("sh", "-c", write), cancel)).OrThrow("writing the large file");
            var hostname = (await source.RunAsync(new Command("cat", "/etc/hostname"), cancel)).OrThrow("reading the container's id").StandardOutput.Trim();
            var name = CalibrationImage.Split(':');
            await tools.Engine.PostAsync($"commit?container={hostname}&repo={name[0]}&tag={name[1]}", null, cancel);
        }
        return new ContainerPlatform("container", tools.Engine, tools.Containers, tools.Runner, tools.Clock, CalibrationImage);
    }

    async Task<(IGuest Guest, Ladder Ladder)> UpAsync(IPlatform platform, TimeSpan delay, CancellationToken cancel)
    {
        var spec = GuestSpec.New(Environment.ProcessorCount, $"0-{Environment.ProcessorCount - 1}", MemoryBytes) with { Delay = delay };
        var ladder = new Ladder(tools.Clock, spec.Nonce);
        var guest = await platform.BringUpAsync(spec, ladder, cancel);
        try
        {
            await ladder.Work.WaitAsync(Runner.ReadyLimit, tools.Clock, cancel);
            return (guest, ladder);
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    /// <summary>The metric while the beacon holds so much touched memory: read once it says so, which takes an emulated machine many seconds,
    /// and let go afterwards. That there still is a process to end shows that the memory was held while it was read.</summary>
    static async Task<double> HoldingAsync(IGuest guest, Metric metric, int mebibytes, CancellationToken cancel)
    {
        var hold = $"rm -f {HeldFile}; setsid lab-beacon --hold {mebibytes} < /dev/null > {HeldFile} 2>&1 & echo $! > {HeldFile}.pid; until grep -qs HELD {HeldFile}; do kill -0 $! && sleep 0.2 || exit 1; done";
        (await guest.RunAsync(new Command("sh", "-c", hold) { TimeLimit = TimeSpan.FromMinutes(2) }, cancel)).OrThrow("lab-beacon --hold");
        var during = await ReadAsync(guest, metric, cancel);
        (await guest.RunAsync(new Command("sh", "-c", $"kill $(cat {HeldFile}.pid)"), cancel)).OrThrow("letting the memory go that should still have been held");
        return during;
    }

    /// <summary>What the boot left to be written is written before, or it would be counted as the script's.</summary>
    static async Task<double> GrowthAsync(IGuest guest, string script, CancellationToken cancel)
    {
        (await guest.RunAsync(new Command("sync"), cancel)).OrThrow("sync");
        var before = await ReadAsync(guest, Metrics.DiskInstance, cancel);
        (await guest.RunAsync(new Command("sh", "-c", script), cancel)).OrThrow(script);
        return await ReadAsync(guest, Metrics.DiskInstance, cancel) - before;
    }

    static async Task<double> ReadAsync(IGuest guest, Metric metric, CancellationToken cancel) =>
        (await guest.FootprintAsync(cancel)).Single(m => m.Metric == metric.Id).Value;
}
