using System.Runtime.InteropServices;

namespace Lab.Tests;

/// <summary>How much work something is, on a machine that does other work too.</summary>
static class Work
{
    const int ThreadCpuTime = 3;

    /// <summary>CPU time of this thread alone, in seconds; the smallest of three.</summary>
    public static double Seconds(Action work)
    {
        var smallest = double.PositiveInfinity;
        for (var time = 0; time < 3; time++)
        {
            var begun = Now();
            work();
            smallest = Math.Min(smallest, Now() - begun);
        }
        return smallest;
    }

    static double Now() => GetTime(ThreadCpuTime, out var time) == 0 ? time.Seconds + time.Nanoseconds * 1e-9 : throw new NotSupportedException("No CPU time of a thread here.");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    static extern int GetTime(int clock, out Time time);

    struct Time
    {
        public nint Seconds, Nanoseconds;
    }
}
