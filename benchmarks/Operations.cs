using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>What the suite does on an instance beside the workloads of the catalogue.</summary>
static class Operations
{
    const int Repeats = 10;
    const string Number = "[0-9.E+-]+", Copied = "/var/tmp/lab-copied";

    static readonly Func<IPlatform, string?> Copies = p => p.CanCopy ? null : $"{p.Id} has no way of its own to copy a file in";
    static readonly Func<IPlatform, string?> Switches = p => p.CanSwitch ? null : $"{p.Id} has nothing to pause, or to stop and start again";

    public static readonly Operation FirstExec = Operation.Make("exec-first", "The first program", "true", Turn.First, $"^(?<time>{Number}) s$",
        [("time", "From the request to run `true` in the instance that has just become ready until its end is known, by the lab's clock (host: chroot; container: exec of the Engine API; VM: ssh).")],
        async doing => Line(await doing.TimeAsync(() => doing.RunAsync("true"))));

    public static readonly Operation Exec = Operation.Make("exec", $"A program, {Repeats} times in a row", "true", Turn.Work, $"^mean (?<mean>{Number}) s$",
        [("mean", $"Mean of {Repeats} in a row, each from the request to run `true` in the instance until its end is known, by the lab's clock (host: chroot; container: exec of the Engine API; VM: a new ssh connection each time).")],
        async doing =>
        {
            var seconds = new double[Repeats];
            for (var i = 0; i < Repeats; i++)
                seconds[i] = await doing.TimeAsync(() => doing.RunAsync("true"));
            return $"mean {Line(seconds.Average())}{string.Concat(seconds.Select(Line))}";
        });

    public static readonly Operation HttpRequest = Operation.Make("http", "One HTTP request", "curl http://{address}:{web}/", Turn.Work, $"^200 (?<time>{Number})$",
        [("time", "One request from outside to the instance's web server on a new connection, from the start of connecting until the answer is complete, by curl's clock; the start of curl is not in it.")],
        async doing =>
        {
            var endpoint = doing.Guest.Endpoint(80);
            var command = new Command("curl", "--silent", "--max-time", "30", "--output", "/dev/null", "--write-out", "%{http_code} %{time_total}", $"http://{endpoint}/") { ReachesGuest = !IPAddress.IsLoopback(endpoint.Address) };
            return (await doing.Runner.RunAsync(command, null, doing.Cancel)).OrThrow("curl").StandardOutput;
        });

    public static readonly Operation Copy1 = Copy(1), Copy100 = Copy(100);

    public static readonly Operation PauseResume = Operation.Make("pause", "Pause and resume", "pause, resume", Turn.Change, $@"^pause (?<pause>{Number}) s\nresume (?<resume>{Number}) s$",
        [("pause", "From the request to freeze the instance until the platform says that it is (container: pause of the Engine API; VM: virsh suspend)."), ("resume", "From the request to let it go on until the platform says that it does (container: unpause; VM: virsh resume).")],
        async doing =>
        {
            var guest = (ISwitchable)doing.Guest;
            var pause = await doing.TimeAsync(() => guest.PauseAsync(doing.Cancel));
            return $"pause {Line(pause)}resume {Line(await doing.TimeAsync(() => guest.ResumeAsync(doing.Cancel)))}";
        }, Switches);

    public static readonly Operation StopStart = Operation.Make("stop", "Stop and start again", "stop, start", Turn.Change, $@"^stop (?<stop>{Number}) s\nready (?<ready>{Number}) s$",
        [("stop", "From the request to end the instance in an orderly way until it is off (container: stop of the Engine API; VM: systemctl poweroff by ssh, then its state as virsh sees it)."),
         ("ready", "Of an instance that was stopped: from power-on (container: start request sent; VM: virsh start) until the line arrives that the beacon writes to the instance's own console, as in startup.ready.")],
        async doing =>
        {
            var guest = (ISwitchable)doing.Guest;
            var stop = await doing.TimeAsync(() => guest.StopAsync(doing.Cancel));
            var ladder = new Ladder(doing.Clock, doing.Nonce);
            await guest.StartAsync(ladder, doing.Cancel);
            await ladder.Ready.WaitAsync(Runner.ReadyLimit, doing.Clock, doing.Cancel);
            return $"stop {Line(stop)}ready {Line(ladder.Seconds(Milestone.Power, Milestone.Ready)!.Value)}";
        }, Switches);

    static Operation Copy(int mebibytes) => Operation.Make($"copy-{mebibytes}", $"Copy of {mebibytes} MiB into the instance", $"copy {mebibytes} MiB", Turn.Work, $"^(?<time>{Number}) s$",
        [("time", $"From the request to copy a file of {mebibytes} MiB of random bytes from the host into the instance until the platform says that it is there; nothing is flushed (host: cp; container: archive of the Engine API, as docker cp; VM: scp).")],
        async doing =>
        {
            var file = Path.GetTempFileName();
            try
            {
                await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(mebibytes << 20), doing.Cancel);
                var seconds = await doing.TimeAsync(() => ((ICopyTarget)doing.Guest).CopyInAsync(file, Copied, doing.Cancel));
                await doing.RunAsync("rm", Copied);
                return Line(seconds);
            }
            finally
            {
                File.Delete(file);
            }
        }, Copies);

    static string Line(double seconds) => seconds.ToString("R", CultureInfo.InvariantCulture) + " s\n";
}
