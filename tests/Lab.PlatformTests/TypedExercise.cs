using Lab.Core;
using Lab.Workshop;

namespace Lab.PlatformTests;

/// <summary>An exercise that is typed step by step. A step's check must fail with the step's hint before the step is typed, and pass behind it;
/// at the end all pass once more, so that no later step has undone an earlier one. Then the explanation must be there in each language.</summary>
/// <param name="mayChange">Steps whose outcome others on this machine may change: they are typed again, as a learner would.</param>
sealed class TypedExercise(Exercise exercise, Func<string, Prose> prose, IBench bench, TimeProvider clock, params IReadOnlyList<string> mayChange)
{
    const int Most = 5;

    public async Task RunAsync(CancellationToken cancel)
    {
        var screen = new StringWriter();
        var english = prose("en");
        var session = new Session(exercise, english, Wording.Of("en"), bench, screen);
        var values = await RealParts.OnceMoreAsync(() => session.UpAsync(cancel));
        try
        {
            var known = new Dictionary<string, string>(values);
            foreach (var (index, step) in Steps(values).Index())
            {
                screen.GetStringBuilder().Clear();
                var before = await session.CheckAsync(step, index + 1, values, known, cancel);
                Assert.False(before.Passed, $"{step.Id} passes before it is typed: {before.Seen}");
                Assert.Contains(ExerciseText.Fill(english.Steps[step.Id].Hint, values, Wording.Of("en")), screen.ToString(), StringComparison.Ordinal);
                var after = await TypeAsync(session, step, index + 1, values, known, cancel);
                Assert.True(after.Passed, $"{step.Id}, after it was typed: {after.Seen}");
            }
            Explain(await AllAsync(session, values, cancel), screen);
        }
        finally
        {
            await session.DownAsync(values);
        }
    }

    IEnumerable<Step> Steps(IReadOnlyDictionary<string, string> values) => exercise.Steps.Where(s => s.When.All(w => w.Holds(values)));

    async Task<CheckResult> TypeAsync(Session session, Step step, int number, IReadOnlyDictionary<string, string> values, Dictionary<string, string> known, CancellationToken cancel)
    {
        for (var times = 1; ; times++)
        {
            await session.TypeAsync(step, number, values, cancel);
            var result = await session.CheckAsync(step, number, values, known, cancel);
            if (result.Passed || times == Most || !mayChange.Contains(step.Id)) return result;
        }
    }

    async Task<IReadOnlyDictionary<string, string>> AllAsync(Session session, IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        for (var times = 1; ; times++)
        {
            var (all, results) = await session.CheckAsync(values, cancel);
            var failed = results.Where(r => !r.Passed).ToArray();
            if (failed.Length == 0) return all;
            Assert.True(times < Most && failed.All(r => mayChange.Contains(r.Step.Id)), string.Join('\n', failed.Select(r => $"{r.Step.Id}, at the end: {r.Seen}")));
            foreach (var (index, step) in Steps(values).Index().Where(s => failed.Any(f => f.Step.Id == s.Item.Id)))
                await session.TypeAsync(step, index + 1, values, cancel);
        }
    }

    void Explain(IReadOnlyDictionary<string, string> all, StringWriter screen)
    {
        var measured = exercise.Answer(all);
        Assert.NotNull(measured);
        foreach (var language in Prose.Languages)
        {
            screen.GetStringBuilder().Clear();
            var said = prose(language);
            new Session(exercise, said, Wording.Of(language), bench, screen)
                .Explain(new Attempt(exercise.Id, language, measured, clock.GetUtcNow(), false) { Values = all, Measured = measured });
            Assert.Contains(said.Title, screen.ToString(), StringComparison.Ordinal);
            Assert.Contains(Wording.Of(language).Right, screen.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Wording.Of(language).NotMeasured, screen.ToString(), StringComparison.Ordinal);
        }
    }
}
