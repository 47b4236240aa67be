using System.Globalization;
using ReCorD.Cli.Progress;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Experiments.Progress;

/// <summary>Lines for files, pipes and simple terminals: an item now and then, every failure.</summary>
internal sealed class PlainExperimentDisplay(TextWriter output, TimeProvider time) : IExperimentDisplay
{
    /// <summary>Quiet time between two lines about items.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private ExperimentPlan? _plan;
    private StagePace? _pace;
    private long _lastLine;
    private int _total;
    private int _before;
    private int _done;

    public void Announce(ExperimentPlan plan, ResultFolder folder, ResultLog log)
    {
        _plan = plan;
        foreach (string line in ExperimentPhrases.Announce(plan, folder, log))
        {
            Write(line);
        }
    }

    public Task ShowAsync(Func<Task> work) => work();

    public void Begin(int total, int done)
    {
        (_total, _before, _done) = (total, done, done);
        _pace = new StagePace(time);
        _lastLine = time.GetTimestamp();
        if (done > 0)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"{done} of {total} items are done already."));
        }
    }

    public void Observe(PlanItem item, RunEvent runEvent)
    {
        if (runEvent is DeviceChosen chosen && Phrases.Device(chosen) is { } device)
        {
            Write(device);
        }
    }

    public void Finished(PlanItem item, ItemResult result)
    {
        _done++;
        bool last = _done == _total;
        if (result.Error is not null || last || time.GetElapsedTime(_lastLine) >= Interval)
        {
            _lastLine = time.GetTimestamp();
            string left = !last && _pace!.Left(_done - _before, _total - _before) is { } known ? $", about {Phrases.Duration(known)} left" : "";
            Write(string.Create(CultureInfo.InvariantCulture, $"[{_done}/{_total}{left}] {ExperimentPhrases.Item(_plan!, item, result)}"));
        }
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
