using System.Net;
using Lab.Core;
using Lab.Platforms;

namespace Lab.Workshop;

/// <summary>Where an exercise's commands run: instances that outlive the process that brought them up, or a recording.</summary>
interface IBench
{
    /// <summary>Of <see cref="Exercise.GuestTree"/>, for commands.</summary>
    string GuestTree { get; }

    /// <summary>Brings up what the exercise needs and returns the values of its start. What it made is removed if it throws.</summary>
    Task<IReadOnlyDictionary<string, string>> UpAsync(Exercise exercise, Action<string> say, CancellationToken cancel);

    /// <param name="key">Step and what it is: a recording knows its outputs by it.</param>
    /// <exception cref="TrialException">The instance is gone.</exception>
    Task<CommandOutput> RunAsync(string key, Place place, IReadOnlyList<string> words, TimeSpan limit, IReadOnlyDictionary<string, string> values, CancellationToken cancel);

    /// <summary>Removes everything that belongs to the exercise.</summary>
    Task DownAsync(Exercise exercise, IReadOnlyDictionary<string, string> values);
}

/// <summary>The real thing: the same platforms as in a study. An instance is found again by its name, so that any later process can use it.</summary>
/// <param name="proven">What the accelerator probe has proven already; null to ask it.</param>
/// <param name="outlives">True where what it brings up stays up when this process ends. What others left goes before then, because there is one exercise at a time.</param>
sealed class LiveBench(Tools tools, Accelerator? proven = null, bool outlives = true) : IBench
{
    readonly BuiltInContainers _containers = new(tools.Engine, tools.Clock);

    async Task<Accelerator> ProbeAsync(CancellationToken cancel) =>
        proven ?? ((await new AcceleratorProbe(tools.Runner, tools.Clock).ProbeAsync(Accelerator.Kvm, cancel)).Class
            == AcceleratorClass.HardwareAssisted ? Accelerator.Kvm : Accelerator.Tcg);

    public string GuestTree => Path.Combine(LabHome.GuestFolder, "rootfs");

    public async Task<IReadOnlyDictionary<string, string>> UpAsync(Exercise exercise, Action<string> say, CancellationToken cancel)
    {
        var accelerator = await ProbeAsync(cancel);
        var container = exercise.Container is { HostNetwork: true } ? "container:host-network" : "container";
        var platforms = Catalogue.Make(tools, accelerator, container).Platforms;
        var needed = new List<(string Place, IPlatform Platform, ExerciseInstance Instance)>();
        if (exercise.Container is { } one) needed.Add(("container", platforms[container], one));
        if (exercise.Vm is { } other) needed.Add(("vm", platforms[other.Docker ? "container-in-vm" : "vm"], other));
        foreach (var (_, platform, _) in needed)
            if (await platform.WhyUnusableAsync(cancel) is { } why)
                throw new UsageException($"Exercise {exercise.Number} needs {platform.Label}, which cannot be used here: {why} Its recording needs nothing: ./run exercise start {exercise.Number} --replay");
        if (outlives) Say(await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(cancel));
        Directory.CreateDirectory(LabHome.ExerciseFolder(exercise.InstanceName));
        var values = new Dictionary<string, string> { ["cgroup"] = Cgroup.IsVersion2 ? "2" : "1" };
        if (exercise.Vm is not null) values["accelerator"] = accelerator == Accelerator.Kvm ? "kvm" : "tcg";
        try
        {
            foreach (var (place, platform, instance) in needed)
                await UpAsync(exercise, place, platform, instance, values, say, cancel);
            return values;
        }
        catch
        {
            await DownAsync(exercise, values);
            throw;
        }
    }

    /// <summary>The instance is not disposed: it stays up when this process ends.</summary>
    async Task UpAsync(Exercise exercise, string place, IPlatform platform, ExerciseInstance instance, Dictionary<string, string> values, Action<string> say, CancellationToken cancel)
    {
        say(platform.Label);
        var cpus = Math.Min(instance.Cpus, Environment.ProcessorCount);
        var spec = GuestSpec.New(cpus, cpus == 1 ? "0" : $"0-{cpus - 1}", instance.MemoryBytes) with { Name = exercise.InstanceName, Volume = instance.Volume };
        if (instance.Docker) await platform.PrepareAsync(cancel);
        var ladder = new Ladder(tools.Clock, spec.Nonce);
        var guest = await platform.BringUpAsync(spec, ladder, cancel);
        await ladder.Work.WaitAsync(Runner.ReadyLimit, tools.Clock, cancel);
        if (outlives) InstanceOwner.Release(spec.Name);
        foreach (var rung in ladder.Rungs().Where(r => r.Metric.StartsWith("startup.", StringComparison.Ordinal)))
            values[Exercise.StartupName(place, rung.Metric)] = rung.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        values[place] = spec.Name;
        values[$"{place}_address"] = guest.Endpoint(80).Address.ToString();
        if (place != "container") return;
        var inspected = await tools.Engine.GetAsync($"containers/{spec.Name}/json", cancel);
        values["container_id"] = (string)inspected["Id"]!;
        values["container_pid"] = inspected["State"]!["Pid"]!.ToString();
        values["image"] = LabHome.RequireGuest().Image;
    }

    public async Task<CommandOutput> RunAsync(string key, Place place, IReadOnlyList<string> words, TimeSpan limit, IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        switch (place)
        {
            case Place.Host:
                return Directory.Exists(FolderOf(values))
                    ? await tools.Runner.RunAsync(OnHost(words, FolderOf(values)) with { TimeLimit = limit }, null, cancel)
                    : throw new TrialException($"{FolderOf(values)} is not there.");
            case Place.Container:
                return await _containers.ExecAsync(values["container"], new Command("env", ["-C", "/root", .. words]) { TimeLimit = limit }, cancel);
            default:
                // A machine that runs out of memory does not answer for a while.
                var command = new Command("sudo", ["-H", "env", "-C", "/root", .. words]) { TimeLimit = limit };
                var output = await tools.Runner.RunAsync(MachineSsh.To(IPAddress.Parse(values["vm_address"]), command, silence: 24), null, cancel);
                return output.ExitCode == 255 ? throw new TrialException($"{values["vm"]} does not answer: {output.StandardError.Trim()}") : output;
        }
    }

    /// <summary>In the network of the lab's daemons, where bridges and published ports are.</summary>
    static Command OnHost(IReadOnlyList<string> words, string folder) =>
        new(words[0], [.. words.Skip(1)]) { WorkingDirectory = folder, ReachesGuest = true };

    /// <summary>What an exercise has up has one name.</summary>
    static string FolderOf(IReadOnlyDictionary<string, string> values) =>
        LabHome.ExerciseFolder(values.TryGetValue("container", out var container) ? container : values["vm"]);

    /// <summary>A shell for a terminal, where the commands of a place run.</summary>
    public static Command Shell(Place place, IReadOnlyDictionary<string, string> values) => place switch
    {
        Place.Host => OnHost(["bash"], FolderOf(values)),
        Place.Container => new Command("docker", "exec", "-it", "-w", "/root", values["container"], "bash"),
        _ => MachineSsh.Shell(IPAddress.Parse(values["vm_address"])),
    };

    public async Task DownAsync(Exercise exercise, IReadOnlyDictionary<string, string> attempt)
    {
        var folder = LabHome.ExerciseFolder(exercise.InstanceName);
        var values = new Dictionary<string, string>(attempt) { [Exercise.GuestTree] = GuestTree };
        foreach (var words in exercise.Clean.Where(c => c.SelectMany(Placeholders.In).All(p => values.ContainsKey(p.Name))))
            if (Directory.Exists(folder))
                await tools.Runner.RunAsync(OnHost([.. words.Select(w => Placeholders.Fill(w, (name, _) => values[name]))], folder) with { TimeLimit = TimeSpan.FromSeconds(30) });
        // Learners name what they start beside it lab-ex4-b.
        Say(await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(
            name => name == exercise.InstanceName || name.StartsWith($"{exercise.InstanceName}-", StringComparison.Ordinal), CancellationToken.None));
        InstanceOwner.Release(exercise.InstanceName);
    }

    /// <summary>A learner may have mounted something in the exercise's folder: it is left and named.</summary>
    static void Say(Swept swept)
    {
        foreach (var left in swept.Left)
            Console.Error.WriteLine($"Left as it is: {left}");
    }
}

/// <summary>What a real run said, in place of running it.</summary>
sealed class ReplayBench(Recording recording) : IBench
{
    /// <summary>Where a run as root has it.</summary>
    public string GuestTree => "/var/lib/lab/guest/current/rootfs";

    public Task<IReadOnlyDictionary<string, string>> UpAsync(Exercise exercise, Action<string> say, CancellationToken cancel) => Task.FromResult(recording.Values);

    public Task<CommandOutput> RunAsync(string key, Place place, IReadOnlyList<string> words, TimeSpan limit, IReadOnlyDictionary<string, string> values, CancellationToken cancel) =>
        recording.Outputs.TryGetValue(key, out var output)
            ? Task.FromResult(new CommandOutput(output.ExitCode, output.Output, output.Error, false, TimeSpan.Zero))
            : throw new UsageException($"The recording has no '{key}': it is older than the exercise. Record it again: ./run exercise start N --do --record");

    public Task DownAsync(Exercise exercise, IReadOnlyDictionary<string, string> values) => Task.CompletedTask;
}

/// <summary>The real thing, remembering what it said.</summary>
sealed class RecordingBench(IBench bench) : IBench
{
    readonly Dictionary<string, RecordedOutput> _outputs = [];
    IReadOnlyDictionary<string, string> _values = new Dictionary<string, string>();

    public string GuestTree => bench.GuestTree;

    public Recording Recorded(DateTimeOffset at) => new(at, _values, _outputs);

    public async Task<IReadOnlyDictionary<string, string>> UpAsync(Exercise exercise, Action<string> say, CancellationToken cancel) => _values = await bench.UpAsync(exercise, say, cancel);

    public async Task<CommandOutput> RunAsync(string key, Place place, IReadOnlyList<string> words, TimeSpan limit, IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        var output = await bench.RunAsync(key, place, words, limit, values, cancel);
        _outputs[key] = new RecordedOutput(
            output.ExitCode, LabHome.Unnamed(output.StandardOutput), LabHome.Unnamed(output.StandardError));
        return output;
    }

    public Task DownAsync(Exercise exercise, IReadOnlyDictionary<string, string> values) => bench.DownAsync(exercise, values);
}
