using Microsoft.Playwright;

namespace Lab.BrowserTests;

/// <summary>Debian's Chromium, headless, for all tests of this project. Where it is missing they are skipped; on CI they fail.
/// The build without a window's frame, where it is there: the other one draws, for every page, controls that nobody sees.</summary>
public sealed class Browser : IAsyncLifetime
{
    static readonly string? s_program = ((string[])["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"]).FirstOrDefault(File.Exists);
    static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    IPlaywright? _playwright;
    IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (s_program is null) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = s_program, Args = Flags, Headless = true });
    }

    /// <summary>A page of its own, which may load nothing but the file that it is given.</summary>
    /// <param name="slower">How many times as slow the page's processor is.</param>
    public async Task<Visit> OpenAsync(string file, int width = 1120, bool dark = false, bool scripts = true, int slower = 1)
    {
        if (_browser is null)
        {
            const string Why = "Chromium is not installed: eng/install --tests";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Why);
            Assert.Skip(Why);
        }
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = scripts,
        });
        return await Visit.ToAsync(context, new Uri(file).AbsoluteUri, slower);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class InBrowser : ICollectionFixture<Browser>
{
    public const string Name = "in a browser";
}

/// <summary>A page that is open, and whatever it did that no report may do.</summary>
public sealed class Visit : IAsyncDisposable
{
    readonly IBrowserContext _context;

    Visit(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors on the console, exceptions, dialogs, and requests for anything but the page itself.</summary>
    public List<string> Misdeeds { get; } = [];

    public static async Task<Visit> ToAsync(IBrowserContext context, string address, int slower)
    {
        var visit = new Visit(context, await context.NewPageAsync());
        await context.RouteAsync("**/*", async route =>
        {
            if (route.Request.Url == address)
            {
                await route.ContinueAsync();
                return;
            }
            visit.Misdeeds.Add($"asked for {route.Request.Url}");
            await route.AbortAsync();
        });
        visit.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") visit.Misdeeds.Add($"console: {message.Text}");
        };
        visit.Page.PageError += (_, error) => visit.Misdeeds.Add($"exception: {error}");
        visit.Page.Dialog += async (_, dialog) =>
        {
            visit.Misdeeds.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        visit.Page.Popup += (_, _) => visit.Misdeeds.Add("opened another page");
        visit.Page.FrameNavigated += (_, frame) =>
        {
            if (frame.Url.Split('#')[0] != address) visit.Misdeeds.Add($"went to {frame.Url}");
        };
        if (slower > 1)
            await (await context.NewCDPSessionAsync(visit.Page)).SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = slower });
        await visit.Page.GotoAsync(address);
        return visit;
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
