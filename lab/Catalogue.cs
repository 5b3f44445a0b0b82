using Lab.Core;
using Lab.Platforms;

namespace Lab;

/// <summary>Everything that the lab has, on one screen: platforms in code, workloads and studies as files.</summary>
public sealed class Catalogue
{
    public required IReadOnlyDictionary<string, IPlatform> Platforms { get; init; }
    public required Accelerator Accelerator { get; init; }

    /// <summary>Ids of the platforms; one line each.</summary>
    public static readonly IReadOnlyList<string> PlatformIds = ["host", "container", "vm", "container-in-vm"];

    /// <param name="named">Ids of a plan: container:RUNTIME is the container platform with a runtime that Docker knows by that name,
    /// container:host-network the one without a network of its own, and ID@b a platform under a second name.</param>
    public static Catalogue Make(Tools tools, Accelerator accelerator, params IReadOnlyList<string> named)
    {
        IPlatform[] platforms =
        [
            new HostPlatform(tools.Runner),
            new ContainerPlatform("container", tools.Engine, tools.Containers, tools.Runner, tools.Clock),
            .. named.Select(SecondName.Strip).Distinct().Where(id => id.StartsWith("container:", StringComparison.Ordinal)).Select(id => new ContainerPlatform(id, tools.Engine, tools.Containers, tools.Runner, tools.Clock)),
            new VmPlatform(Root, accelerator, tools.Runner, tools.Clock),
            new VmPlatform(Root, accelerator, tools.Runner, tools.Clock, inner: true),
        ];
        var second = named.Where(id => id != SecondName.Strip(id)).Select(id => new SecondPlatform(platforms.Single(p => SecondName.Of(p.Id) == id)));
        return new Catalogue { Accelerator = accelerator, Platforms = platforms.Concat(second).ToDictionary(p => p.Id) };
    }

    /// <summary>The project's top folder: where the Vagrantfile is.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The shipped workloads, and those of a folder of the user's.</summary>
    public static IReadOnlyDictionary<string, Workload> ReadWorkloads(string? folder = null)
    {
        if (folder is not null && !Directory.Exists(folder))
            throw new UsageException($"--workloads {folder}: there is no such folder. Name one that holds workload files (*.yml); lab/workloads has some to copy.");
        var workloads = Files("workloads").Select(f => Path.GetRelativePath(Root, f)).Select(f => WorkloadFile.Read(f, File.ReadAllText(Path.Combine(Root, f))))
            .Concat(folder is null ? [] : Directory.EnumerateFiles(folder, "*.yml").Order(StringComparer.Ordinal).Select(f => WorkloadFile.Read(f, File.ReadAllText(f)))).ToArray();
        if (workloads.GroupBy(w => w.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"{twice.Last().Source}: the id '{twice.Key}' stands in {twice.First().Source} too. Rename one.");
        var metrics = Metrics.All.Select(m => (m.Id, Source: "the lab itself")).Concat(workloads.SelectMany(w => w.Metrics, (w, m) => (m.Metric.Id, w.Source)));
        return metrics.GroupBy(m => m.Id).FirstOrDefault(g => g.Count() > 1) is { } metric
            ? throw new UsageException($"{metric.Last().Source}: the metric '{metric.Key}' is defined by {metric.First().Source} too. Rename one; those of the lab's own begin with startup, memory, disk, teardown or harness.")
            : workloads.ToDictionary(w => w.Id);
    }

    /// <summary>A built-in study by name, or a plan file.</summary>
    public static PlanSpec ReadPlan(string nameOrFile, IReadOnlyDictionary<string, Workload> workloads)
    {
        var builtIn = Files("studies").FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == nameOrFile);
        var file = builtIn ?? nameOrFile;
        if (!File.Exists(file))
            throw new UsageException($"There is no study '{nameOrFile}' and no file of that name. Built-in studies: {string.Join(", ", StudyNames)}. A plan of your own is a YAML file: ./run study my-plan.yml");
        return PlanFile.Read(builtIn is null ? file : Path.GetRelativePath(Root, file), File.ReadAllText(file), PlatformIds, [.. workloads.Keys]);
    }

    /// <summary>The exercises with their prose in one language, by number.</summary>
    public static IReadOnlyList<(Exercise Exercise, Prose Prose, string Folder)> ReadExercises(string language) =>
        [.. Directory.EnumerateDirectories(Path.Combine(Root, "lab", "exercises")).Order(StringComparer.Ordinal).Select(f => ReadExercise(f, language))];

    static (Exercise, Prose, string) ReadExercise(string folder, string language)
    {
        string Name(string file) => Path.GetRelativePath(Root, Path.Combine(folder, file));
        string Text(string file) => File.Exists(Path.Combine(folder, file)) ? File.ReadAllText(Path.Combine(folder, file)) : throw new UsageException($"{Name(file)} is missing. docs/exercises.md says what it holds.");
        var exercise = ExerciseFile.Read(Path.GetFileName(folder), Name("exercise.yml"), Text("exercise.yml"));
        return (exercise, ProseFile.Read(exercise, Name($"{language}.yml"), Text($"{language}.yml")), folder);
    }

    public static IEnumerable<string> StudyNames => Files("studies").Select(f => Path.GetFileNameWithoutExtension(f)!);

    static IEnumerable<string> Files(string kind) => Directory.EnumerateFiles(Path.Combine(Root, "lab", kind), "*.yml").Order(StringComparer.Ordinal);

    static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Lab.sln")))
                return folder;
        throw new UsageException($"The lab runs from its own checkout, but there is no Lab.sln above {AppContext.BaseDirectory}. Clone the project and use ./run there.");
    }
}

/// <summary>What the platforms stand on: one clock, one runner, one Engine.</summary>
public sealed record Tools(TimeProvider Clock, ICommandRunner Runner, EngineClient Engine, IContainers Containers) : IDisposable
{
    public static Tools Make(bool builtIn)
    {
        var clock = TimeProvider.System;
        var engine = new EngineClient(EngineClient.DefaultSocket);
        return Upstream.Load(builtIn) is { } upstream
            ? new Tools(clock, upstream.Runner, engine, upstream.Containers)
            : new Tools(clock, new CommandRunner(clock, LabHome.NetworkNamespace), engine, new BuiltInContainers(engine, clock));
    }

    public void Dispose() => Engine.Dispose();
}
