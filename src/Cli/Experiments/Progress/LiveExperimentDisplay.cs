using ReCorD.Cli.Progress;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Plugins.Events;
using Spectre.Console;

namespace ReCorD.Cli.Experiments.Progress;

/// <summary>A bar that redraws itself over all items, and one for the stage of the run that is going on. For terminals.</summary>
internal sealed class LiveExperimentDisplay(IAnsiConsole console, TimeProvider time) : IExperimentDisplay
{
    private readonly List<string> _failures = [];
    private ExperimentPlan? _plan;
    private ProgressContext? _context;
    private ProgressTask? _items;
    private ProgressTask? _stage;
    private StagePace? _pace;
    private int _total;
    private int _before;
    private int _done;

    public void Announce(ExperimentPlan plan, ResultFolder folder, ResultLog log)
    {
        _plan = plan;
        foreach (string line in ExperimentPhrases.Announce(plan, folder, log))
        {
            console.MarkupLineInterpolated($"[dim]{line}[/]");
        }
    }

    public async Task ShowAsync(Func<Task> work)
    {
        try
        {
            await console.Progress().AutoClear(false).Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn())
                .StartAsync(context =>
                {
                    _context = context;
                    return work();
                }).ConfigureAwait(false);
        }
        finally
        {
            _context = null;
            foreach (string failure in _failures)
            {
                console.MarkupLineInterpolated($"[yellow]{failure}[/]");
            }
        }
    }

    public void Begin(int total, int done)
    {
        (_total, _before, _done) = (total, done, done);
        _pace = new StagePace(time);
        _items = _context?.AddTask("Items", maxValue: Math.Max(1, total));
        Update(null);
    }

    public void Observe(PlanItem item, RunEvent runEvent)
    {
        switch (runEvent)
        {
            case StageStarted { Steps: > 0 } started:
                _stage ??= _context?.AddTask("");
                if (_stage is { } shown)
                {
                    shown.Description = Markup.Escape(StageTitles.Of(started.Stage));
                    shown.MaxValue = started.Steps;
                    shown.Value = 0;
                }

                break;
            case StageStepped stepped when _stage is { } stage:
                stage.Value = Math.Min(stepped.Completed, stage.MaxValue);
                break;
        }
    }

    public void Finished(PlanItem item, ItemResult result)
    {
        _done++;
        string line = ExperimentPhrases.Item(_plan!, item, result);
        if (result.Error is not null)
        {
            _failures.Add(line);
        }

        Update(line);
    }

    private void Update(string? line)
    {
        if (_items is { } items)
        {
            string left = _pace!.Left(_done - _before, _total - _before) is { } known && _done < _total ? $", about {Phrases.Duration(known)} left" : "";
            items.Description = Markup.Escape(FormattableString.Invariant($"{_done}/{_total}{left}{(line is null ? "" : "  " + Shorten(line))}"));
            items.Value = Math.Min(_done, items.MaxValue);
        }
    }

    private static string Shorten(string line) => line.Length <= 60 ? line : line[..59] + "…";
}
