namespace ReCorD.Cli.Tests.Support;

/// <summary>A clock that stands still until a test moves it; starts at 2026-01-02 03:04:05 UTC, which is also local time.</summary>
internal sealed class ManualTime : TimeProvider
{
    private TimeSpan _elapsed;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) + _elapsed;

    public override long GetTimestamp() => _elapsed.Ticks;

    public void Advance(double seconds) => _elapsed += TimeSpan.FromSeconds(seconds);
}
