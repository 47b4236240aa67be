using ReCorD.Cli.Application;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Progress;

/// <summary>One line for each thing worth knowing, for files, pipes and simple terminals. Steps are reported at most every few seconds.</summary>
internal sealed class PlainRunDisplay(TextWriter output, TimeProvider time) : IRunDisplay
{
    /// <summary>Quiet time between two lines about steps.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StagePace> _stages = new(StringComparer.Ordinal);
    private long _lastStep = time.GetTimestamp();

    public void Begin(RunAnnouncement run) => Write(Phrases.Announce(run));

    public Task<T> ShowAsync<T>(Func<Task<T>> work) => work();

    public void Observe(RunEvent runEvent)
    {
        lock (_gate)
        {
            if (Describe(runEvent) is { } line)
            {
                output.WriteLine(line);
                output.Flush();
            }
        }
    }

    public void Finish(RunSummary summary)
    {
        foreach (string line in Phrases.Results(summary))
        {
            Write(line);
        }
    }

    public void Fail(string message, int exitCode)
    {
    }

    private string? Describe(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case StageStarted started:
                _stages[started.Stage] = new StagePace(time);
                _lastStep = time.GetTimestamp();
                return $"{StageTitles.Of(started.Stage)} ...";
            case StageStepped stepped:
                return DescribeStep(stepped);
            case StageFinished finished:
                return $"{StageTitles.Of(finished.Stage)}: done in {Phrases.Duration(TimeSpan.FromSeconds(finished.Seconds))}";
            case DeviceChosen chosen:
                return Phrases.Device(chosen);
            case RoundStarted round:
                return Phrases.RoundStarted(round);
            case RoundFinished round:
                return Phrases.RoundFinished(round);
            case PromptRead read:
                return Phrases.PromptRead(read);
            case ToolCalled called:
                return $"  {called.Agent}: {Phrases.ToolCall(called)}";
            case ChatRetried retried:
                return $"  {retried.Agent}: {Phrases.Retry(retried)}";
            case RunWarned warned:
                return $"warning: {Printable.Of(warned.Message)}";
            default:
                return null;
        }
    }

    private string? DescribeStep(StageStepped stepped)
    {
        if (time.GetElapsedTime(_lastStep) < Interval)
        {
            return null;
        }

        _lastStep = time.GetTimestamp();
        TimeSpan? left = _stages.GetValueOrDefault(stepped.Stage)?.Left(stepped.Completed, stepped.Steps);
        string of = stepped.Steps > 0 ? FormattableString.Invariant($" of {stepped.Steps}") : "";
        string remaining = left is { } known ? $", about {Phrases.Duration(known)} left" : "";
        return FormattableString.Invariant($"{StageTitles.Of(stepped.Stage)}: step {stepped.Completed}{of}{remaining}");
    }

    private void Write(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
