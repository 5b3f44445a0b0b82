namespace Lab.Tests.Platforms;

/// <summary>The system's clock, but limits of an hour and more are over when the test says so.</summary>
sealed class LimitClock : TimeProvider
{
    public static readonly TimeSpan Limit = TimeSpan.FromHours(1);
    readonly Lock _gate = new();
    readonly List<(TimerCallback Callback, object? State)> _limits = [];
    bool _isOver;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < Limit) return base.CreateTimer(callback, state, dueTime, period);
        lock (_gate)
            if (!_isOver) _limits.Add((callback, state));
        return base.CreateTimer(callback, state, _isOver ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the limits there are, and those that will be set.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_isOver) return;
            _isOver = true;
        }
        foreach (var (callback, state) in _limits)
            callback(state);
    }
}
