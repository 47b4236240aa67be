using ReCorD.Cli.Application;

namespace ReCorD.Cli.Models;

/// <summary>Lines on standard error that say how far a long file operation is: at most one each second, so that short ones say nothing.</summary>
internal sealed class ByteProgress(CommandServices services)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _last = services.Time.GetTimestamp();

    /// <param name="what">What is being written.</param>
    /// <param name="done">Bytes so far.</param>
    /// <param name="total">Bytes in all.</param>
    public void Report(string what, long done, long total)
    {
        if (services.Time.GetElapsedTime(_last) >= Interval)
        {
            _last = services.Time.GetTimestamp();
            services.Terminal.Error.WriteLine($"{ByteSize.Format(done)} of {ByteSize.Format(total)} ({100 * done / Math.Max(total, 1)} %), {what}");
        }
    }
}
