using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed partial class TextsTests
{
    static readonly Texts English = Texts.English, Korean = Texts.In("ko");

    [Fact]
    public void All_languages_have_the_same_sentences_with_the_same_places()
    {
        Assert.Equal(English.Sentences.Keys.Order(), Korean.Sentences.Keys.Order());
        Assert.All(English.Sentences, s => Assert.Equal(Places(s.Value), Places(Korean.Sentences[s.Key])));
    }

    [Fact]
    public void Every_sentence_that_the_code_names_is_there_and_every_one_that_is_there_is_named()
    {
        var groups = English.Sentences.Keys.Select(Group).Distinct().Except(RecordedTexts.Groups).ToArray();
        var sources = ((string[])["src", "lab"]).SelectMany(f => Directory.EnumerateFiles(Path.Combine(Catalogue.Root, f), "*.*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".cs" or ".razor" && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)).Select(File.ReadAllText).ToArray();
        var named = sources.SelectMany(s => Literal().Matches(s)).Select(m => m.Groups[1].Value).Where(n => groups.Contains(Group(n)) && Path.GetExtension(n) is not (".md" or ".html" or ".json" or ".csv" or ".svg" or ".css" or ".js")).ToHashSet();
        // "page.chart.{…}" names all that begin so.
        var beginnings = sources.SelectMany(s => Beginning().Matches(s)).Select(m => m.Groups[1].Value).Where(n => groups.Contains(Group(n))).ToHashSet();
        Assert.Equal([], named.Where(n => !English.Sentences.ContainsKey(n) && !(English.Sentences.ContainsKey($"{n}.one") && English.Sentences.ContainsKey($"{n}.many"))).Order());
        Assert.Equal([], English.Sentences.Keys.Where(k => groups.Contains(Group(k)) && !named.Contains(k) && !named.Contains(Counted().Replace(k, "")) && !beginnings.Any(b => k.StartsWith(b, StringComparison.Ordinal))).Order());
    }

    [Fact]
    public void Every_shipped_metric_workload_and_study_is_known_and_no_other()
    {
        var workloads = Catalogue.ReadWorkloads();
        Dictionary<string, string> recorded = new(
        [
            .. Metrics.All.Append(Analysis.ResidentAfter).Concat(workloads.Values.SelectMany(w => w.Metrics).Select(m => m.Metric)).Select(m => KeyValuePair.Create($"metric.{m.Id}", m.Definition)),
            .. workloads.Values.SelectMany(w => (KeyValuePair<string, string>[])[new($"workload.{w.Id}.title", w.Title), new($"workload.{w.Id}.stresses", w.Stresses)]),
            .. Catalogue.StudyNames.Select(n => KeyValuePair.Create($"study.{n}.title", Catalogue.ReadPlan(n, workloads).Title)),
        ]);
        Assert.All(recorded, r => Assert.Equal(r.Value, English.Find(r.Key)));
        Assert.Equal(["study.aa.title", "workload.scaled"], English.Sentences.Keys.Where(k => Group(k) is "metric" or "workload" or "study" && !recorded.ContainsKey(k)).Order());
        Assert.All(recorded, r => Assert.Matches("[가-힣]", Korean.Of(new Recorded(Group(r.Key), r.Value))));
    }

    [Theory]
    [InlineData("label", "vm (QEMU, emulated)", "가상 머신(QEMU, 에뮬레이션)")]
    [InlineData("label", "container (Docker, crun)", "컨테이너(Docker, crun)")]
    [InlineData("label", "container (Docker, host network), again", "두 번째 컨테이너(Docker, 호스트 네트워크)")]
    [InlineData("study", "container against itself", "자기 자신과 비교한 container")]
    [InlineData("property", "libraries fio", "fio 라이브러리")]
    [InlineData("accelerator", "emulation (TCG): binary-translation, a fixed loop takes 24.9 times the host's time.", "에뮬레이션(TCG): 바이너리 변환. 고정된 반복문에 걸린 시간이 호스트의 24.9배입니다.")]
    [InlineData("fact", "psi=1 quiet, and 7 not shown", "psi=1 quiet, 그 밖의 7개는 표시하지 않음")]
    [InlineData("fact", "7 not shown", "7개는 표시하지 않음")]
    [InlineData("label", "a machine of mine", "a machine of mine")]
    [InlineData("metric", "container (Docker)", "container (Docker)")]
    [InlineData("workload", "size {size} instead of 9 on every platform", "size {size} instead of 9 on every platform")]
    public void What_the_lab_recorded_is_said_in_the_language_of_the_reader_and_all_else_stays(string group, string recorded, string korean)
    {
        Assert.Equal(korean, Korean.Of(new Recorded(group, recorded)));
        Assert.Equal(recorded, English.Of(new Recorded(group, recorded)));
    }

    [Fact]
    public void What_a_study_records_of_scaled_workloads_and_of_a_platform_against_itself_is_known()
    {
        Assert.All(Catalogue.ReadWorkloads().Values.Select(w => w.For(Samples.Spec, emulated: true).Scaled).Where(s => s.Length > 0), s => Assert.Matches("[가-힣]", Korean.Of(new Recorded("workload", s))));
        Assert.Matches("[가-힣]", Korean.Title(AaStudy.Plan("container:crun", 10, 2)));
    }

    /// <summary>The sentences of doctor and of the guest's recipe stand there and here: a change of one is a change of both.</summary>
    [Theory]
    [InlineData("warning", "src/Lab.Platforms/MachineFacts.cs")]
    [InlineData("accelerator", "src/Lab.Platforms/AcceleratorProbe.cs")]
    [InlineData("guest", "lab/guest/build")]
    [InlineData("left-out", "src/Lab.Platforms/ContainerPlatform.cs lab/Verbs/StudyVerb.cs")]
    public void What_is_recognised_is_what_the_code_writes(string group, string files)
    {
        var code = string.Concat(files.Split(' ').Select(f => File.ReadAllText(Path.Combine(Catalogue.Root, f))));
        Assert.All(English.Sentences.Where(s => Group(s.Key) == group), s => Assert.All(Part().Split(s.Value).Where(p => p.Length > 0), part => Assert.Contains(part.TrimEnd('.'), code, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_particle_follows_a_place_whose_last_sound_nobody_knows() => Assert.DoesNotContain(Korean.Sentences.Values, s => Particle().IsMatch(s));

    [Fact]
    public void A_missing_sentence_or_value_is_a_fault_and_an_unknown_language_a_mistake()
    {
        Assert.Throws<KeyNotFoundException>(() => English.Of("no.such"));
        Assert.Throws<KeyNotFoundException>(() => English.Of("claim.next.batch", ("need", "x")));
        Assert.Throws<ArgumentException>(() => English.Of("claim.next.batch", ("needs", DateTimeOffset.UnixEpoch)));
        Assert.Contains("Write en (English) or ko (Korean)", Assert.Throws<UsageException>(() => Texts.In("de")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_text_is_never_a_sentence_and_in_Markdown_no_mark()
    {
        Assert.Equal("The memory ramp failed: {message} {0} {x}", English.Of("finding.ramp-failed", ("message", "{message} {0} {x}")));
        Assert.Equal("(**confounded by \\*a\\*, &lt;b&gt;**)", English.Markdown("report.confounded", ("properties", (string[])["*a*", "<b>"])));
        Assert.Equal("The same plan in the same order: `./run study 'x'`", English.Markdown("report.again.plan", ("command", new Code("./run study `x`"))));
    }

    [Fact]
    public void Values_are_printed_by_their_kind() => Assert.Equal("1,234; 0.500; 5 %; 161 ms; 2.50; a, b", string.Join("; ",
        ((object[])[1234, 0.5, new Share(0.05), new Quantity(Unit.Seconds, 0.161), new Fixed(2.5, 2), (string[])["a", "b"]]).Select(v => English.Of("finding.recorded", ("text", v)))));

    static string Group(string key) => key.Split('.')[0];

    static IEnumerable<string> Places(string sentence) => RecordedTexts.Place().Matches(sentence).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"""([a-z][a-z-]*(\.[a-z0-9-]+)+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\$""([a-z][a-z-]*\.[a-z0-9.-]*)\{")]
    private static partial Regex Beginning();

    [GeneratedRegex(@"\.(one|many)\z")]
    private static partial Regex Counted();

    /// <summary>Between the places of a sentence and its ends.</summary>
    [GeneratedRegex(@"\{[a-z-]+\}|(?<=[.;:]) |, |KVM: (?:absent\. )?|emulation \(TCG\): ")]
    private static partial Regex Part();

    [GeneratedRegex(@"\}[×%]?[)\""]?(은|는|이|가|을|를|과|와|으로|로|이나|나)(?![가-힣])")]
    private static partial Regex Particle();
}
