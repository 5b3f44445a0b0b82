using Lab.Core;

namespace Lab.Tests.Workshop;

public sealed class ExerciseFileTests
{
    const string Good = """
        id: mine
        instances:
          container: {memory: 256 MiB}
        question:
          number: found
          unit: count
        steps:
          - id: look
            in: container
            type: ls | tee list
            check:
              command: [cat, list]
              pattern: '^(?<found>\d+)$'
        values:
          - {name: double, is: found * 2}
        remarks:
          - {id: many, when: [double > 4]}
        clean:
          - [docker, rm, "{container}-2"]
        """;

    const string GoodProse = """
        title: Mine
        idea: An idea.
        question: How many?
        steps:
          look: {text: Look., hint: You have not looked.}
        explanation: There were {found:count}, twice that is {double}.
        remarks: {many: Many.}
        under-kvm: The same.
        on-docker-desktop: The same.
        reading:
          - {text: A file, link: README.md}
        """;

    [Fact]
    public void An_exercise_is_read_whole()
    {
        var exercise = ExerciseFile.Read("07-mine", "exercise.yml", Good);
        Assert.Equal((7, "mine", "lab-ex7"), (exercise.Number, exercise.Id, exercise.InstanceName));
        Assert.Equal(new ExerciseInstance(256 << 20, 2, false, false, false), exercise.Container);
        Assert.Null(exercise.Vm);
        Assert.Equal(new NumberQuestion("found", ValueKind.Count, 1), exercise.Question);
        var step = Assert.Single(exercise.Steps);
        Assert.Equal((Place.Container, Place.Container, "ls | tee list"), (step.In, step.Check.In, step.Type));
        Assert.Equal("6", exercise.WithDerived(new Dictionary<string, string> { ["found"] = "3" })["double"]);
        Assert.Equal("3", exercise.Answer(new Dictionary<string, string> { ["found"] = "3" }));
    }

    [Theory]
    [InlineData("id: mine", "id: other", "exercise.yml:1: id is 'other', but the folder is called '07-mine'")]
    [InlineData("id: mine", "id: mine\ntitel: x", "exercise.yml:2: unknown key 'titel'. The keys here are: id, instances, question")]
    [InlineData("memory: 256 MiB", "memory: 256", "exercise.yml:3: memory is '256'. Write a whole number and KiB, MiB or GiB")]
    [InlineData("memory: 256 MiB", "memory: 256 MiB, docker: yes", "exercise.yml:3: unknown key 'docker'. The keys here are: memory, cpus, volume, network.")]
    [InlineData("number: found", "number: fond", "exercise.yml:5: number names the value 'fond', which is made nowhere. Use one of: guest_tree, container, container_id")]
    [InlineData("unit: count", "unit: miles", "exercise.yml:6: unit is 'miles'. Write one of: count, seconds")]
    [InlineData("  unit: count", "  choices: [{id: a}]", "exercise.yml:6: choices and number: an exercise asks for exactly one of them.")]
    [InlineData("in: container", "in: vm", "exercise.yml:9: in is vm, which is not among the instances.")]
    [InlineData("in: container", "in: cloud", "exercise.yml:9: in is 'cloud'. Write one of: host, container, vm.")]
    [InlineData("type: ls", "tipe: ls", "exercise.yml:10: unknown key 'tipe'.")]
    [InlineData("ls | tee", "ls {vm} | tee", "exercise.yml:10: type names the value 'vm', which a command may not use.")]
    [InlineData("ls | tee", "echo {found} | tee", "exercise.yml:10: type names the value 'found', which a command may not use.")]
    [InlineData("(?<found>", "(?<found", "exercise.yml:13: pattern is no regular expression")]
    [InlineData("(?<found>", "(?<Found>", "exercise.yml:13: pattern makes a value 'Found'. Call values in lower case")]
    [InlineData("(?<found>", "(?<container>", "exercise.yml:13: pattern makes a value 'container'.")]
    [InlineData("is: found * 2", "is: found squared", "exercise.yml:15: is is 'found squared'. Write two values or numbers with + - * or / between them")]
    [InlineData("is: found * 2", "is: lost * 2", "exercise.yml:15: is names the value 'lost', which is not known there yet.")]
    [InlineData("double > 4", "double is 4", "when has 'double is 4', which is no condition.")]
    [InlineData(", when: [double > 4]", "", "exercise.yml:17: when is missing. Say when the remark stands")]
    [InlineData("{container}-2", "{pid}", "exercise.yml:19: clean names the value 'pid', which a command may not use.")]
    public void A_broken_exercise_is_named_with_its_line(string original, string mistake, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => ExerciseFile.Read("07-mine", "exercise.yml", Good.Replace(original, mistake, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_step_without_a_check_is_refused() =>
        Assert.Contains("exercise.yml:8: check is missing. Every step has one", Assert.Throws<UsageException>(() => ExerciseFile.Read("07-mine", "exercise.yml",
            Good.Replace("    check:\n      command: [cat, list]\n      pattern: '^(?<found>\\d+)$'\n", "", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_without_a_number_is_refused() =>
        Assert.Contains("the folder is called 'mine'. Call it NN-id", Assert.Throws<UsageException>(() => ExerciseFile.Read("mine", "exercise.yml", Good)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("idea: An idea.", "idee: An idea.", "en.yml:2: unknown key 'idee'.")]
    [InlineData("  look: {text: Look., hint: You have not looked.}", "  luck: {text: a, hint: b}", "en.yml:5: unknown key 'luck'. The keys here are: look.")]
    [InlineData("text: Look., hint: You have not looked.", "text: Look.", "hint is missing")]
    [InlineData("remarks: {many: Many.}", "", "remarks is missing. Add `remarks:` and below it a text for each of: many.")]
    [InlineData("An idea.", "An idea of {found}.", "en.yml:2: idea has the placeholder {found}, which has no value there. Use one of: guest_tree, container")]
    [InlineData("{found:count}", "{lost}", "en.yml:6: explanation has the placeholder {lost}, which has no value there.")]
    [InlineData("{found:count}", "{found:miles}", "en.yml:6: explanation has {found:miles}, which is no quantity. Use one of: count, seconds")]
    [InlineData("question: How many?", "question: How many?\nchoices: {a: b}", "choices stands here, but exercise.yml has none. Remove `choices:`.")]
    public void Broken_prose_is_named_with_its_line(string original, string mistake, string message)
    {
        var exercise = ExerciseFile.Read("07-mine", "exercise.yml", Good);
        Assert.Equal("Mine", ProseFile.Read(exercise, "en.yml", GoodProse).Title);
        Assert.Contains(message, Assert.Throws<UsageException>(() => ProseFile.Read(exercise, "en.yml", GoodProse.Replace(original, mistake, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }
}
