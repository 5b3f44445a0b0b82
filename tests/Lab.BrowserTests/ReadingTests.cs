using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Lab.BrowserTests;

/// <summary>The report of real studies as readers open it: on a phone, on a wall, in the dark, without scripts, with a keyboard.</summary>
[Collection(InBrowser.Name)]
public sealed class ReadingTests(Browser browser)
{
    static readonly string[] Sections = ["answer", "startup", "memory", "disk", "workloads", "belief", "meaning", "again", "values"];

    [Theory]
    [MemberData(nameof(Pages.All), MemberType = typeof(Pages))]
    public async Task All_sections_are_there_in_order_and_nothing_is_asked_for(string study, string language)
    {
        await using var visit = await browser.OpenAsync(Pages.Of(study, language));
        Assert.Equal(Sections, await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main > section')].map(s => s.id)"));
        Assert.Equal(language, await visit.Page.EvaluateAsync<string>("document.documentElement.lang"));
        var twice = await visit.Page.EvaluateAsync<string[]>("[...Map.groupBy(document.querySelectorAll('[id]'), e => e.id)].filter(([, all]) => all.length > 1).map(([id]) => id)");
        Assert.Empty(twice);
        var levels = await visit.Page.EvaluateAsync<int[]>("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => Number(h.tagName[1]))");
        Assert.Equal(1, levels[0]);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, "a heading leaves a level out"));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("[...document.querySelectorAll('svg[role=img]')].filter(s => !s.querySelector('title')?.textContent || !s.querySelector('desc')?.textContent).length"));
        Assert.Equal([], visit.Misdeeds);
    }

    /// <summary>The fastest of several: what the page needs, not what else the computer does.</summary>
    [Theory]
    [MemberData(nameof(Pages.All), MemberType = typeof(Pages))]
    public async Task The_first_paint_comes_within_a_second(string study, string language)
    {
        var paints = new List<double>();
        while (paints.Count < 10 && !paints.Any(p => p < 1000))
        {
            await using var visit = await browser.OpenAsync(Pages.Of(study, language));
            paints.Add(await visit.Page.EvaluateAsync<double>("new Promise(done => new PerformanceObserver(list => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))"));
        }
        Assert.InRange(paints.Min(), 0, 1000);
    }

    /// <summary>On a slow computer the page is painted before it is all read and before its script has run.</summary>
    [Theory]
    [MemberData(nameof(Pages.All), MemberType = typeof(Pages))]
    public async Task Nothing_moves_after_the_first_paint_on_a_slow_computer(string study, string language)
    {
        await using var visit = await browser.OpenAsync(Pages.Of(study, language), slower: 4);
        await visit.Page.WaitForTimeoutAsync(300);
        var moved = await visit.Page.EvaluateAsync<string[]>("""
            new Promise(done => {
              const moved = [], name = n => !n ? '?' : n.nodeType === 3 ? `text of ${name(n.parentNode)}` : n.tagName + (n.id && '#' + n.id) + (n.className && '.' + n.className);
              new PerformanceObserver(list => {
                for (const e of list.getEntries()) if (e.value >= 0.0005) moved.push(`${e.value} at ${Math.round(e.startTime)} ms: ${e.sources.map(s => `${name(s.node)} from ${s.previousRect.y} to ${s.currentRect.y}`).join(', ')}`);
              }).observe({ type: 'layout-shift', buffered: true });
              setTimeout(() => done(moved), 200);
            })
            """);
        Assert.Equal("", string.Join('\n', moved));
    }

    [Theory]
    [MemberData(nameof(Pages.All), MemberType = typeof(Pages))]
    public async Task The_page_fits_a_phone_and_a_wall(string study, string language)
    {
        foreach (var width in (int[])[360, 1920])
        {
            await using var visit = await browser.OpenAsync(Pages.Of(study, language), width);
            await visit.Page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = true");
            Assert.Equal(width, await visit.Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
            Assert.True(await visit.Page.EvaluateAsync<double>("Math.min(...[...document.querySelectorAll('.chart text')].map(t => parseFloat(getComputedStyle(t).fontSize)))") >= 11, "text of a chart is smaller than 11 pixels");
        }
    }

    /// <summary>Of children that are alike (rows of a table, marks of a chart: same elements, classes, roles and styles; other words and numbers) all but
    /// the first are taken out: of 19,000 elements axe would see the same colours and roles again.</summary>
    const string LeaveOneOfEachKind = """
        (() => {
          const kind = e => e.outerHTML.replace(/>[^<]+(?=<)/g, '>text').replace(/ (?!class|role|style|type|scope|tabindex|lang|hidden|open)([\w-]+)="[^"]*"/g, ' $1');
          const before = document.querySelectorAll('*').length;
          for (const parent of [...document.querySelectorAll('main *:not(tr)')].reverse()) {
            const seen = new Set();
            for (const child of [...parent.children]) { const k = kind(child); seen.has(k) ? child.remove() : seen.add(k); }
          }
          return before - document.querySelectorAll('*').length;
        })()
        """;

    [Theory]
    [MemberData(nameof(Pages.All), MemberType = typeof(Pages))]
    public async Task Axe_finds_nothing_in_light_and_dark(string study, string language)
    {
        foreach (var dark in (bool[])[false, true])
        {
            await using var visit = await browser.OpenAsync(Pages.Of(study, language), dark: dark);
            Assert.True(await visit.Page.EvaluateAsync<int>(LeaveOneOfEachKind) > 1000);
            // In the dark only colours are others.
            var found = await visit.Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations], RunOnly = dark ? RunOnlyOptions.Rules("color-contrast", "link-in-text-block") : null });
            Assert.Equal("", string.Join('\n', found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
        }
    }

    [Fact]
    public async Task A_mark_says_what_it_is_when_pointed_at()
    {
        await using var visit = await browser.OpenAsync(Pages.Of("quick", "en"));
        var mark = visit.Page.Locator("#chart-startup-ready g.p1 use").Nth(1);
        var title = await mark.Locator("title").TextContentAsync();
        Assert.StartsWith("container (Docker), batch 1, round ", title, StringComparison.Ordinal);
        await mark.ScrollIntoViewIfNeededAsync();
        await mark.HoverAsync(new() { Force = true });
        Assert.Equal("visible", await visit.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.tip')).visibility"));
        Assert.StartsWith("container (Docker), batch 1, round ", await visit.Page.Locator(".tip").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal([], visit.Misdeeds);
    }

    [Fact]
    public async Task A_table_sorts_by_number_and_back()
    {
        await using var visit = await browser.OpenAsync(Pages.Of("standard", "en"));
        const string Table = "table.sortable:has(> #startup-table)";
        Task<double[]> Column() => visit.Page.EvaluateAsync<double[]>($"[...document.querySelector('{Table}').tBodies[0].rows].map(r => r.cells[2].querySelector('data')).filter(d => d).map(d => Number(d.value))");
        var before = await Column();
        Assert.NotEqual(before.Order(), before);
        var head = visit.Page.Locator($"{Table} thead th").Nth(2);
        await head.Locator("button").ClickAsync();
        Assert.Equal(before.Order(), await Column());
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        await head.Locator("button").ClickAsync();
        Assert.Equal(before.OrderDescending(), await Column());
    }

    [Fact]
    public async Task A_platform_can_be_taken_out_and_comes_back()
    {
        await using var visit = await browser.OpenAsync(Pages.Of("standard", "en"));
        Task<int> Rows() => visit.Page.EvaluateAsync<int>("[...document.querySelectorAll('#workloads tr[data-p=\"2\"]')].filter(r => r.offsetHeight > 0).length");
        var all = await Rows();
        Assert.True(all > 0);
        var box = visit.Page.Locator("input[data-filter=\"2\"]");
        await box.UncheckAsync();
        Assert.Equal(0, await Rows());
        await box.CheckAsync();
        Assert.Equal(all, await Rows());
    }

    [Fact]
    public async Task A_number_leads_to_the_values_behind_it()
    {
        await using var visit = await browser.OpenAsync(Pages.Of("quick", "en"));
        await visit.Page.Locator("#startup table.sortable a.n:has(> data[data-figure=\"startup.ready vm\"])").First.ClickAsync();
        var values = visit.Page.Locator("details.values:target");
        Assert.True(await values.EvaluateAsync<bool>("d => d.open"));
        Assert.Contains("--explain 'startup.ready vm'", await values.TextContentAsync(), StringComparison.Ordinal);
        Assert.True(await values.Locator("data[data-figure=\"startup.ready vm\"]").CountAsync() >= 5);
    }

    [Fact]
    public async Task Without_scripts_nothing_is_lost()
    {
        await using var with = await browser.OpenAsync(Pages.Of("quick", "en"));
        await using var without = await browser.OpenAsync(Pages.Of("quick", "en"), scripts: false);
        foreach (var what in (string[])["data", "svg[role=img]", "table", "main > section", "details"])
            Assert.Equal(await with.Page.Locator(what).CountAsync(), await without.Page.Locator(what).CountAsync());
        Assert.Equal(0, await without.Page.Locator("fieldset.filter:visible, th button").CountAsync());
        Assert.True(await without.Page.Locator("#answer .big data").First.IsVisibleAsync());
    }

    [Fact]
    public async Task The_first_stop_of_a_keyboard_leads_to_the_report()
    {
        await using var visit = await browser.OpenAsync(Pages.Of("quick", "en"));
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("#main", await visit.Page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.activeElement.getBoundingClientRect().left >= 0"));
        Assert.NotEqual("none", await visit.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
    }
}
