using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Platforms;

namespace Lab;

/// <summary>What the lab adds to something, and how much of it is allowed.</summary>
/// <param name="Value">A ratio, seconds, or a share: <paramref name="Text"/> prints it.</param>
public sealed record Cost(string What, double Value, double Limit, string Text, int Count)
{
    public bool Holds => Value <= Limit;
}

/// <summary>The lab beside the least that does the same: <c>docker run -d</c>, two requests over the Engine's socket, Vagrant alone, bare QEMU.
/// All container starts end with the same event: the beacon's own clock in its ready line, which is the host's.</summary>
public sealed partial class OwnCost(Tools tools, Catalogue catalogue, Action<string> say)
{
    const string Clock = "$| = 1; printf qq(%.9f\\n), clock_gettime(CLOCK_MONOTONIC); exec @ARGV or die";
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    readonly int _cpus = Environment.ProcessorCount;

    public async Task<IReadOnlyList<Cost>> ContainerAsync(int rounds, CancellationToken cancel)
    {
        List<double> overClient = [], overSocket = [], ownCpu = [];
        Func<GuestSpec, Task<double>>[] ways = [spec => LabAsync(spec, ownCpu, cancel), spec => ClientAsync(spec, cancel), spec => SocketAsync(spec, cancel)];
        for (var round = 0; round <= rounds; round++)
        {
            var seconds = new double[ways.Length];
            foreach (var way in Enumerable.Range(0, ways.Length).Select(i => (i + round) % ways.Length))
            {
                await Task.Delay(Rest, tools.Clock, cancel);
                seconds[way] = await ways[way](NewSpec());
            }
            say(string.Create(CultureInfo.InvariantCulture, $"container: round {round} of {rounds}: lab {seconds[0] * 1000:0} ms, docker run -d {seconds[1] * 1000:0} ms, socket {seconds[2] * 1000:0} ms"));
            if (round == 0)
            {
                ownCpu.Clear(); // The first start of each way is warm-up.
                continue;
            }
            overClient.Add(seconds[0] / seconds[1]);
            overSocket.Add(seconds[0] / seconds[2]);
        }
        return
        [
            Ratio("container start, lab / docker run -d", overClient, 1.00),
            Ratio("container start, lab / create and start over the socket", overSocket, 1.05),
            Share("container start, the lab's CPU time / time to ready", ownCpu),
        ];
    }

    /// <summary>The lab's span of a bring-up beside that of the vagrant process in it, and vagrant up beside QEMU alone.</summary>
    public async Task<IReadOnlyList<Cost>> MachineAsync(int rounds, CancellationToken cancel)
    {
        List<double> extra = [], ratios = [], ownCpu = [];
        for (var round = 1; round <= rounds; round++)
        {
            var bare = await BareQemuAsync(cancel);
            var recorder = new Recorder(tools.Runner);
            var spec = NewSpec();
            var ladder = new Ladder(tools.Clock, spec.Nonce, CommandRunner.OwnCpuSeconds);
            ladder.Mark(Milestone.Begun);
            await using (await Catalogue.Make(tools with { Runner = recorder }, catalogue.Accelerator).Platforms["vm"].BringUpAsync(spec, ladder, cancel))
                await ladder.Work.WaitAsync(Runner.ReadyLimit, tools.Clock, cancel);
            var span = ladder.Rungs().Single(m => m.Metric == Metrics.Returned.Id).Value;
            var ready = ladder.Rungs().Single(m => m.Metric == Metrics.Ready.Id).Value;
            extra.Add(span - recorder.VagrantUp.TotalSeconds);
            ratios.Add(recorder.VagrantUp.TotalSeconds / bare);
            ownCpu.Add(ladder.OwnCpuSeconds / ready);
            say(string.Create(CultureInfo.InvariantCulture, $"vm: round {round} of {rounds}: lab {span:0.00} s, its vagrant {recorder.VagrantUp.TotalSeconds:0.00} s, bare QEMU to ready {bare:0.00} s"));
        }
        return
        [
            new("vm bring-up, lab less its vagrant (largest)", extra.Max(), 0.3, string.Create(CultureInfo.InvariantCulture, $"{extra.Max():0.000} s"), rounds),
            Ratio("vagrant up / bare QEMU to the ready line", ratios, 2),
            Share("vm start, the lab's CPU time / time to ready", ownCpu),
        ];
    }

    static Cost Ratio(string what, List<double> ratios, double limit)
    {
        var (ratio, interval) = Statistics.RatioOf(ratios);
        return new Cost(what, ratio, limit, string.Create(CultureInfo.InvariantCulture, $"{ratio:0.000} ({interval.Low:0.000} to {interval.High:0.000})"), ratios.Count);
    }

    static Cost Share(string what, List<double> shares) =>
        new(what, Statistics.Median(shares), 0.01, string.Create(CultureInfo.InvariantCulture, $"{100 * Statistics.Median(shares):0.00} % of a core ({100 * shares.Min():0.00} to {100 * shares.Max():0.00})"), shares.Count);

    GuestSpec NewSpec() => GuestSpec.New(_cpus, $"0-{_cpus - 1}", 1L << 30);

    async Task<double> LabAsync(GuestSpec spec, List<double> ownCpu, CancellationToken cancel)
    {
        var ladder = new Ladder(tools.Clock, spec.Nonce, CommandRunner.OwnCpuSeconds);
        var begun = tools.Clock.GetTimestamp();
        await using var guest = await catalogue.Platforms["container"].BringUpAsync(spec, ladder, cancel);
        await ladder.Work.WaitAsync(Runner.ReadyLimit, tools.Clock, cancel);
        ownCpu.Add(ladder.OwnCpuSeconds / ladder.Rungs().Single(m => m.Metric == Metrics.Ready.Id).Value);
        return await ReadyAsync(spec, cancel) - begun / (double)tools.Clock.TimestampFrequency;
    }

    Task<double> ClientAsync(GuestSpec spec, CancellationToken cancel) => ByHandAsync(spec, new Command("perl", "-MTime::HiRes=clock_gettime,CLOCK_MONOTONIC", "-e", Clock,
        "docker", "run", "-d", "--name", spec.Name, "--label", $"lab={spec.Name}", "--env", $"LAB_NONCE={spec.Nonce}", "--env", "LAB_DELAY_MS=0", "--cpuset-cpus", spec.CpuSet,
        "--memory", $"{spec.MemoryBytes}", "--memory-swap", $"{spec.MemoryBytes}", LabHome.RequireGuest().Image), cancel);

    async Task<double> SocketAsync(GuestSpec spec, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["Image"] = LabHome.RequireGuest().Image,
            ["Labels"] = new JsonObject { ["lab"] = spec.Name },
            ["Env"] = new JsonArray($"LAB_NONCE={spec.Nonce}", "LAB_DELAY_MS=0"),
            ["HostConfig"] = new JsonObject { ["CpusetCpus"] = spec.CpuSet, ["Memory"] = spec.MemoryBytes, ["MemorySwap"] = spec.MemoryBytes, ["NetworkMode"] = "bridge" },
        };
        var file = $"{LabHome.Run}/{spec.Name}.json";
        await File.WriteAllTextAsync(file, body.ToJsonString(), cancel);
        try
        {
            return await ByHandAsync(spec, new Command(Path.Combine(Catalogue.Root, "eng", "raw-start"), tools.Engine.Socket, spec.Name, file), cancel);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The command prints the monotonic clock before it begins.</summary>
    async Task<double> ByHandAsync(GuestSpec spec, Command command, CancellationToken cancel)
    {
        try
        {
            var output = (await tools.Runner.RunAsync(command, null, cancel)).OrThrow(command.Program);
            return await ReadyAsync(spec, cancel) - double.Parse(output.StandardOutput.Split('\n')[0], CultureInfo.InvariantCulture);
        }
        finally
        {
            await tools.Engine.DeleteAsync($"containers/{spec.Name}?force=1&v=1", CancellationToken.None);
        }
    }

    /// <summary>The beacon's clock when it was ready, from the container's log, in seconds.</summary>
    async Task<double> ReadyAsync(GuestSpec spec, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            await Task.Delay(Rest, tools.Clock, cancel);
            var log = await tools.Runner.RunAsync(new Command("docker", "logs", spec.Name), null, cancel);
            if (ReadyLine().Match(log.StandardOutput) is { Success: true } ready)
                return double.Parse(ready.Groups["nanoseconds"].Value, CultureInfo.InvariantCulture) / 1e9;
        }
        throw new TrialException($"The log of {spec.Name} holds no ready line.");
    }

    /// <summary>QEMU alone on an overlay of the same disk: seconds from its start to the ready line.</summary>
    async Task<double> BareQemuAsync(CancellationToken cancel)
    {
        var spec = NewSpec();
        var disk = $"{LabHome.Run}/{spec.Name}.qcow2";
        var image = Directory.EnumerateFiles(Path.Combine(LabHome.Folder, "pool"), $"{LabHome.RequireGuest().Box.Replace("/", "-VAGRANTSLASH-", StringComparison.Ordinal)}_vagrant_box_image_{LabHome.RequireGuest().BoxVersion}_*").Single();
        await using var console = new ConsoleSocket($"{LabHome.Run}/{spec.Name}.console", tools.Clock);
        var ladder = new Ladder(tools.Clock, spec.Nonce);
        console.Follow(ladder);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        (await tools.Runner.RunAsync(new Command("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", image, disk), null, cancel)).OrThrow("qemu-img create");
        var kvm = catalogue.Accelerator == Accelerator.Kvm;
        var qemu = Task.CompletedTask;
        try
        {
            ladder.Mark(Milestone.Power);
            qemu = tools.Runner.RunAsync(new Command("qemu-system-x86_64", "-name", $"guest={spec.Name}", "-machine", $"pc,accel={(kvm ? "kvm" : "tcg")}", "-cpu", kvm ? "host" : "max,-erms",
                "-smp", $"{spec.Cpus}", "-m", $"{spec.MemoryBytes >> 20}", "-uuid", spec.Nonce, "-drive", $"file={disk},if=virtio", "-nic", "user,model=virtio-net-pci",
                "-display", "none", "-serial", "null", "-serial", $"unix:{console.Path}"), null, over.Token);
            await ladder.Ready.WaitAsync(Runner.ReadyLimit, tools.Clock, cancel);
            return ladder.Rungs().Single(m => m.Metric == Metrics.Ready.Id).Value;
        }
        finally
        {
            await over.CancelAsync();
            await qemu.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            File.Delete(disk);
        }
    }

    [GeneratedRegex(@"^BEACON ready \S+ (?<nanoseconds>\d+)", RegexOptions.Multiline)]
    private static partial Regex ReadyLine();

    /// <summary>Keeps how long vagrant up took.</summary>
    sealed class Recorder(ICommandRunner inner) : ICommandRunner
    {
        public TimeSpan VagrantUp { get; private set; }
        public string Name => inner.Name;

        public async Task<CommandOutput> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken cancel = default)
        {
            var output = await inner.RunAsync(command, onLine, cancel);
            if (command is { Program: "vagrant", Arguments: ["up", ..] }) VagrantUp = output.Elapsed;
            return output;
        }
    }
}
