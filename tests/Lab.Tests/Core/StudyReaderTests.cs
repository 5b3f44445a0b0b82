using Lab.Core;

namespace Lab.Tests.Core;

public sealed class StudyReaderTests
{
    static readonly MemoryFiles Good = MemoryFiles.Of(MadeUpStudy.Record("host container", 1, 6, _ => 1));

    [Theory]
    [InlineData("plan.json", "[\n      \"host\",", "[\"container\",", "spec.platforms: 'container' stands twice")]
    [InlineData("plan.json", "[\n      \"host\",", "[null,", "spec.platforms has an empty place")]
    [InlineData("plan.json", "\"seed\": 7", "\"seed\": \"seven\"", "cannot be read as plan.json of a study")]
    [InlineData("plan.json", "\"leftOut\": []", "\"leftOut\": null", "cannot be read as plan.json of a study")]
    [InlineData("plan.json", "\"leftOut\": []", "\"leftOutt\": []", "cannot be read as plan.json of a study")]
    [InlineData("workloads.json", "\"cpu.events\"", "\"startup.ready\"", "the metrics: 'startup.ready' stands twice")]
    [InlineData("workloads.json", "\"needs\": \"\"", "\"needs\": null", "doesn't allow getting null")]
    [InlineData("workloads.json", "\"perSecond\"", "99", "cannot be read as workloads.json of a study")]
    [InlineData("environment.json", "\"6.1\"", "null", "facts has an empty place")]
    [InlineData("environment.json", "\"id\": \"host\"", "\"id\": \"container\"", "the platforms: 'container' stands twice")]
    public void A_file_that_cannot_be_one_of_a_study_is_named_with_the_reason(string file, string part, string other, string reason)
    {
        var text = Good.Text(file).Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(Good.Text(file), text);
        var message = Assert.Throws<UsageException>(() => StudyReader.Read(Good.With(file, text), "x")).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains($"study/{file}:", message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_of_anything_than_a_study_has_is_refused()
    {
        var names = string.Concat(Enumerable.Range(0, 51).Select(i => $"\"p{i}\","));
        Assert.Contains("spec.platforms has 53 entries; 50 are the most", Message(Good.With("plan.json", Good.Text("plan.json").Replace("[\n      \"host\",", $"[{names}\"host\",", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("a name is longer than 200 characters", Message(Good.With("plan.json", Good.Text("plan.json").Replace("[\n      \"host\",", $"[\"{new string('h', 201)}\",", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_that_is_nested_without_end_is_refused() =>
        Assert.Contains("cannot be read", Message(Good.With("environment.json", new string('[', 1_000_000))), StringComparison.Ordinal);

    [Fact]
    public void The_noise_floor_beside_a_study_is_that_of_its_machine_and_not_its_own()
    {
        const string Noise = """{"study":"aa-1","at":null,"metrics":[{"metric":"startup.ready","platform":"container","floor":{"halfWidth":0.02,"minimumDetectable":0.03,"rounds":20,"coversOne":true}}]}""";
        Assert.Equal("aa-1", StudyReader.Read(Good.With("noise-floor.json", Noise), "x").Noise!.Study);
        Assert.Null(StudyReader.Read(Good, "x").Noise);
        var same = MemoryFiles.Of(MadeUpStudy.Record("container container@b", 1, 6, _ => 1));
        Assert.Null(StudyReader.Read(same, "x").Noise);
        Assert.Contains("a noise floor is no share", Message(Good.With("noise-floor.json", Noise.Replace("0.03", "1e999", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    static string Message(MemoryFiles files) => Assert.Throws<UsageException>(() => StudyReader.Read(files, "x")).Message;
}
