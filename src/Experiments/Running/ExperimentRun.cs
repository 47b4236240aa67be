using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Experiments.Running;

/// <summary>Does the items of an experiment that have no result yet.</summary>
/// <param name="task">What is done with each.</param>
/// <param name="options">How many at once, how long.</param>
/// <param name="time">Clock.</param>
public sealed class ExperimentRun(IExperimentTask task, RunOptions options, TimeProvider time)
{
    /// <summary>After so many failures with no success between them nothing good is to be expected any more.</summary>
    public const int MostFailuresInARow = 10;

    private int failuresInARow;

    /// <summary>Runs the items of a part. Finished items stay whatever ends the run.</summary>
    /// <param name="matrix">The experiment.</param>
    /// <param name="folder">For pictures.</param>
    /// <param name="log">For results.</param>
    /// <param name="observer">Told of all.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="ExperimentException">Ten items in a row have failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(ExperimentMatrix matrix, ResultFolder folder, ResultLog log, IExperimentObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(log);
        SerialObserver serial = new(observer);
        IReadOnlyDictionary<string, ItemResult> known = log.Results;
        int[] mine = [.. matrix.Plan.Items.Index().Where(entry => options.Includes(entry.Item.Test)).Select(entry => entry.Index)];

        // Those that have failed before come last: items that never work must not keep the others from their turn.
        int[] open = [.. mine.Where(index => !known.TryGetValue(matrix.Plan.Items[index].Id, out ItemResult? result) || result.Error is not null)];
        open = [.. Grouped(matrix, open).OrderBy(index => known.ContainsKey(matrix.Plan.Items[index].Id))];
        serial.Begin(mine.Length, mine.Length - open.Length);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = task.RunsAlone ? 1 : options.MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(open, parallel, async (index, token) =>
        {
            ItemResult result = await RunAsync(matrix, index, folder, serial, token).ConfigureAwait(false);
            log.Append(result);
            serial.Finished(matrix.Plan.Items[index], result);
            StopWhereHopeless(result);
        }).ConfigureAwait(false);
    }

    /// <summary>Group by group, in the order in which groups first appear.</summary>
    private IEnumerable<int> Grouped(ExperimentMatrix matrix, IEnumerable<int> items) => items.GroupBy(index => task.GroupOf(matrix.Items[index]), StringComparer.Ordinal).SelectMany(group => group);

    private async Task<ItemResult> RunAsync(ExperimentMatrix matrix, int index, ResultFolder folder, SerialObserver observer, CancellationToken cancellationToken)
    {
        PlanItem plan = matrix.Plan.Items[index];
        DateTimeOffset started = time.GetUtcNow();
        long start = time.GetTimestamp();
        ItemResult result = new() { Id = plan.Id, Column = matrix.Plan.Columns[plan.Column], Test = plan.Title, Repeat = plan.Repeat, Started = started };
        using CancellationTokenSource limit = new(options.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            TaskOutcome outcome = await task.RunAsync(matrix.Items[index], new ItemObserver(observer, plan), either.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return Complete(result, outcome, time.GetElapsedTime(start), folder);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return result with { Error = FormattableString.Invariant($"It took longer than {options.Timeout!.Value.TotalSeconds} s (evaluateOptions.timeoutMs).") };
        }
#pragma warning disable CA1031 // One item that fails, for whatever reason, must not lose the others; the reason stands in the results.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return result with { Error = exception.Message };
        }
    }

    private static ItemResult Complete(ItemResult result, TaskOutcome outcome, TimeSpan elapsed, ResultFolder folder)
    {
        Dictionary<string, double> measured = new(outcome.Metrics, StringComparer.Ordinal);
        measured.TryAdd(CommonMetrics.Seconds.Name, elapsed.TotalSeconds);
        SortedDictionary<string, double> metrics = new(StringComparer.Ordinal);
        foreach ((string name, double value) in measured.Where(metric => double.IsFinite(metric.Value)))
        {
            metrics[name] = Math.Round(value, 6);
        }

        return result with
        {
            Metrics = metrics, Output = outcome.Output, Reasoning = outcome.Reasoning, Fallback = outcome.Fallback,
            Scenes = [.. outcome.Scenes.Select(scene => SceneLines.Of(scene, folder))],
        };
    }

    private void StopWhereHopeless(ItemResult result)
    {
        if (result.Error is null)
        {
            Interlocked.Exchange(ref failuresInARow, 0);
        }
        else if (Interlocked.Increment(ref failuresInARow) >= MostFailuresInARow)
        {
            throw new ExperimentException($"{MostFailuresInARow} items in a row have failed, the last with: {result.Error} Finished items are kept; mend this and run again.");
        }
    }

    /// <summary>One call at a time.</summary>
    private sealed class SerialObserver(IExperimentObserver inner) : IExperimentObserver
    {
        private readonly Lock gate = new();

        public void Begin(int total, int done)
        {
            lock (gate)
            {
                inner.Begin(total, done);
            }
        }

        public void Observe(PlanItem item, Plugins.Events.RunEvent runEvent)
        {
            lock (gate)
            {
                inner.Observe(item, runEvent);
            }
        }

        public void Finished(PlanItem item, ItemResult result)
        {
            lock (gate)
            {
                inner.Finished(item, result);
            }
        }
    }

    private sealed class ItemObserver(SerialObserver inner, PlanItem item) : Plugins.Events.IRunObserver
    {
        public void Observe(Plugins.Events.RunEvent runEvent) => inner.Observe(item, runEvent);
    }
}
