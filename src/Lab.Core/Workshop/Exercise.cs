using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>Where one types: the host in the network of the lab's daemons, the container, or the virtual machine.</summary>
public enum Place { Host, Container, Vm }

/// <summary>An instance that an exercise needs up.</summary>
/// <param name="HostNetwork">Container only: no network of its own.</param>
/// <param name="Volume">A volume at /vol.</param>
/// <param name="Docker">Machine only: the box with Docker and the image in it.</param>
public sealed record ExerciseInstance(long MemoryBytes, int Cpus, bool HostNetwork, bool Volume, bool Docker);

/// <summary>What the learner predicts before anything is measured.</summary>
public abstract record Question
{
    private protected Question() { }
}

/// <param name="When">Conditions that all hold where this is the measured answer; none for "otherwise".</param>
public sealed record Choice(string Id, IReadOnlyList<Condition> When);

/// <summary>The first choice whose conditions hold is the measured answer.</summary>
public sealed record ChoiceQuestion(IReadOnlyList<Choice> Choices) : Question;

/// <summary>What a number is, so that it can be printed and typed with its unit.</summary>
public enum ValueKind { Count, Seconds, Bytes, BytesPerSecond, PerSecond, Times, Percent }

/// <param name="Value">Name of the value that is the measured answer.</param>
/// <param name="Within">A prediction counts as right if it is off by no more than this factor.</param>
public sealed record NumberQuestion(string Value, ValueKind ValueKind, double Within) : Question;

/// <summary>How a step's outcome is seen: the command's output must match, and what it captures must satisfy the conditions.</summary>
/// <param name="Pattern">Its named groups become values.</param>
public sealed record StepCheck(Place In, IReadOnlyList<string> Command, Regex Pattern, IReadOnlyList<Condition> Where);

/// <summary>One thing that the learner types.</summary>
/// <param name="Type">A shell line, or several, as typed.</param>
/// <param name="Limit">After this it is ended, where the lab types it.</param>
/// <param name="When">Conditions on what is known before anything is typed; the step is left out where they do not hold.</param>
public sealed record Step(string Id, Place In, string Type, TimeSpan Limit, StepCheck Check, IReadOnlyList<Condition> When);

/// <summary>A value that is computed from two others.</summary>
public sealed record DerivedValue(string Name, Formula Formula);

/// <summary>A paragraph of the explanation that stands only where its conditions hold.</summary>
public sealed record Remark(string Id, IReadOnlyList<Condition> When);

/// <summary>An exercise without its prose: what is brought up, predicted, typed and checked. The same in every language.</summary>
/// <param name="Number">From the folder's name, "03-cgroups".</param>
/// <param name="Clean">Commands on the host that undo what the steps made outside the instances.</param>
public sealed record Exercise(
    int Number, string Id, ExerciseInstance? Container, ExerciseInstance? Vm, Question Question, IReadOnlyList<Step> Steps,
    IReadOnlyList<DerivedValue> Derived, IReadOnlyList<Remark> Remarks, IReadOnlyList<IReadOnlyList<string>> Clean)
{
    /// <summary>The guest's files on the host. It is the one value that is not kept with an attempt: it says where the
    /// learner's home is, and progress files are handed in.</summary>
    public const string GuestTree = "guest_tree";

    /// <summary>Values that commands may use: names, ids and addresses of what is up. Beside them <see cref="GuestTree"/>.</summary>
    public static readonly IReadOnlyList<string> ContainerValues = ["container", "container_id", "container_pid", "container_address", "image"], VmValues = ["vm", "vm_address"];

    /// <summary>Name of everything that belongs to the exercise on the host.</summary>
    public string InstanceName => $"lab-ex{Number}";

    /// <summary>What commands may use.</summary>
    public IEnumerable<string> CommandValues => [GuestTree, .. Container is null ? [] : ContainerValues, .. Vm is null ? [] : VmValues];

    /// <summary>What is known before anything is typed, measured startup included: container_startup_ready and so on, in seconds.</summary>
    public IEnumerable<string> StartValues =>
        [.. CommandValues, "cgroup", .. Vm is null ? [] : (string[])["accelerator"], .. Container is null ? [] : Startup("container"), .. Vm is null ? [] : Startup("vm")];

    /// <summary>Everything that the prose may use.</summary>
    public IEnumerable<string> Values => [.. StartValues, .. Steps.SelectMany(s => s.Check.Captures()), .. Derived.Select(d => d.Name)];

    /// <summary>The measured answer: the id of a choice, or a number in base units; null if it was not measured.</summary>
    public string? Answer(IReadOnlyDictionary<string, string> values) => Question switch
    {
        ChoiceQuestion choice => choice.Choices.FirstOrDefault(c => c.When.All(w => w.Holds(values)))?.Id,
        NumberQuestion number => values.GetValueOrDefault(number.Value),
        _ => null,
    };

    /// <summary>The values with the derived ones, each as far as its parts are there.</summary>
    public IReadOnlyDictionary<string, string> WithDerived(IReadOnlyDictionary<string, string> values)
    {
        var all = new Dictionary<string, string>(values);
        foreach (var derived in Derived)
            if (derived.Formula.Of(all) is { } value)
                all[derived.Name] = value;
        return all;
    }

    /// <summary>Name of a startup metric as a value: "startup.first-work" of the vm is vm_startup_first_work.</summary>
    public static string StartupName(string place, string metric) => $"{place}_{metric.Replace('.', '_').Replace('-', '_')}";

    static IEnumerable<string> Startup(string place) => Metrics.All.Where(m => m.Id.StartsWith("startup.", StringComparison.Ordinal)).Select(m => StartupName(place, m.Id));
}

static class Capturing
{
    public static IEnumerable<string> Captures(this StepCheck check) => check.Pattern.GetGroupNames().Where(g => !char.IsDigit(g[0]));
}
