using System.Collections.Concurrent;
using ReCorD.Cli.Application;
using ReCorD.Plugins.Events;
using Spectre.Console;

namespace ReCorD.Cli.Progress;

/// <summary>Bars that redraw themselves, one for each stage, with the time left. For terminals.</summary>
internal sealed class LiveRunDisplay(IAnsiConsole console) : IRunDisplay
{
    private readonly ConcurrentDictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly ConcurrentQueue<string> _rounds = new();
    private string? _device;
    private string? _read;
    private string _round = "";
    private ProgressContext? _context;

    public void Begin(RunAnnouncement run) => console.MarkupLineInterpolated($"[dim]{Phrases.Announce(run)}[/]");

    public async Task<T> ShowAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await console.Progress()
                .AutoClear(false)
                .HideCompleted(false)
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn { Width = 30 },
                    new PercentageColumn(),
                    new TimeColumn())
                .StartAsync(context =>
                {
                    _context = context;
                    return work();
                })
                .ConfigureAwait(false);
        }
        finally
        {
            _context = null;
            foreach (string note in new[] { _read, _device }.OfType<string>().Concat(_rounds))
            {
                console.MarkupLineInterpolated($"[dim]{note}[/]");
            }

            foreach (string warning in _warnings)
            {
                console.MarkupLineInterpolated($"[yellow]warning:[/] {warning}");
            }
        }
    }

    public void Observe(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case StageStarted started:
                Start(started);
                break;
            case StageStepped stepped when _tasks.TryGetValue(stepped.Stage, out ProgressTask? task):
                task.Value = Math.Min(stepped.Completed, task.MaxValue);
                break;
            case StageFinished finished when _tasks.TryGetValue(finished.Stage, out ProgressTask? task):
                task.IsIndeterminate = false;
                task.Value = task.MaxValue;
                task.StopTask();
                break;
            case RoundStarted { Total: > 1 } round:
                _round = FormattableString.Invariant($"Round {round.Number} of {round.Total}: ");
                break;
            case RoundFinished round:
                _rounds.Enqueue(Phrases.RoundFinished(round));
                break;
            case PromptRead read:
                _read = Phrases.PromptRead(read);
                break;
            case DeviceChosen chosen:
                _device = Phrases.Device(chosen);
                break;
            case ChatRetried retried:
                _warnings.Enqueue(Phrases.Retry(retried));
                break;
            case RunWarned warned:
                _warnings.Enqueue(Printable.Of(warned.Message));
                break;
        }
    }

    public void Finish(RunSummary summary)
    {
        // Written as it is, unwrapped: paths must stay on one line to be clicked or copied.
        foreach (string line in Phrases.Results(summary))
        {
            console.Profile.Out.Writer.WriteLine(line);
        }
    }

    public void Fail(string message, int exitCode)
    {
    }

    private void Start(StageStarted started)
    {
        if (_context?.AddTask(Markup.Escape(started.Stage == StageTitles.Write ? StageTitles.Of(started.Stage) : _round + StageTitles.Of(started.Stage)), maxValue: Math.Max(1, started.Steps)) is { } task)
        {
            task.IsIndeterminate = started.Steps == 0;
            _tasks[started.Stage] = task;
        }
    }
}
