namespace Lab.Tests;

/// <summary>A clock that moves only when told to. Short waits pass at once and move it by their length; long ones are time limits
/// and end only when the clock is moved past them.</summary>
sealed class ManualClock : TimeProvider
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    readonly Lock _gate = new();
    readonly List<(long Due, TimerCallback Callback, object? State)> _limits = [];
    long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(double seconds)
    {
        var now = Interlocked.Add(ref _ticks, TimeSpan.FromSeconds(seconds).Ticks);
        (long Due, TimerCallback Callback, object? State)[] due;
        lock (_gate)
        {
            due = [.. _limits.Where(l => l.Due <= now)];
            _limits.RemoveAll(l => l.Due <= now);
        }
        foreach (var (_, callback, state) in due)
            callback(state);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= LongestWait && dueTime >= TimeSpan.Zero)
        {
            Advance(dueTime.TotalSeconds);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }
        else if (dueTime > LongestWait)
            lock (_gate)
                _limits.Add((GetTimestamp() + dueTime.Ticks, callback, state));
        return new Timer();
    }

    sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;
        public void Dispose() { }
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
