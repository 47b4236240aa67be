using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Running;
using ReCorD.Experiments.Tests.Support;

namespace ReCorD.Experiments.Tests.Running;

public sealed class ExperimentRunTests : IDisposable
{
    private readonly TestFolder temporary = new();
    private readonly CountingTask task = new();

    private ResultFolder Folder => new(temporary.At("results"));

    [Fact]
    public async Task Run_Whole_DoesEveryItemOnce()
    {
        ExperimentMatrix matrix = Matrix(TestExperiment.Of(10, repeat: 2, "a", "b"));

        await RunAsync(matrix, new RunOptions { MaxConcurrency = 4 });

        Assert.Equal(40, task.Ran.Count);
        Assert.Equal(40, task.Ran.Distinct().Count());
        Assert.Equal(matrix.Plan.Items.Select(item => item.Id).Order(), ResultLog.Read(Folder, out _).Keys.Order());
    }

    /// <summary>Stopped after each possible number of items, and run again: nothing lost, nothing done twice.</summary>
    [Fact]
    public async Task Run_StoppedAnywhere_GoesOnWhereItWas()
    {
        for (int stop = 0; stop <= 6; stop++)
        {
            ExperimentMatrix matrix = Matrix(TestExperiment.Of(6));
            ResultFolder folder = new(temporary.At($"stop-{stop}"));
            task.Ran.Clear();
            using CancellationTokenSource source = new();
            task.Work = async (_, token) =>
            {
                if (task.Ran.Count > stop)
                {
                    await source.CancelAsync();
                    token.ThrowIfCancellationRequested();
                }
            };
            Exception? stopped = await Record.ExceptionAsync(() => RunAsync(matrix, folder: folder, cancellationToken: source.Token));
            Assert.Equal(stop < 6, stopped is OperationCanceledException);
            Assert.Equal(stop, ResultLog.Read(folder, out _).Count);

            task.Work = (_, _) => Task.CompletedTask;
            task.Ran.Clear();
            await RunAsync(matrix, folder: folder);

            Assert.Equal(6 - stop, task.Ran.Count);
            Assert.Equal(6, File.ReadAllLines(folder.LogOf(Shard.Whole)).Length);
            Assert.Equal(matrix.Plan.Items.Select(item => item.Id).Order(), ResultLog.Read(folder, out _).Keys.Order());
        }
    }

    [Fact]
    public async Task Run_ChangedExperiment_DoesOnlyWhatIsNew()
    {
        await RunAsync(Matrix(TestExperiment.Of(3)));
        task.Ran.Clear();

        await RunAsync(Matrix(TestExperiment.Of(5)));

        Assert.Equal(["builtin test 3 0", "builtin test 4 0"], task.Ran);
    }

    [Fact]
    public async Task Run_Parts_ShareTheWork()
    {
        ExperimentMatrix matrix = Matrix(TestExperiment.Of(7, 1, "a", "b"));

        await RunAsync(matrix, new RunOptions { Shard = new Shard(1, 2) });
        Assert.Equal(8, task.Ran.Count);
        await RunAsync(matrix, new RunOptions { Shard = new Shard(2, 2) });
        Assert.Equal(14, task.Ran.Count);

        // All parts are there: the whole has nothing left to do.
        await RunAsync(matrix);
        Assert.Equal(14, task.Ran.Distinct().Count());
        Assert.Equal(14, task.Ran.Count);
    }

    [Fact]
    public async Task Run_Limit_TakesTheFirstTestsWithAllVariants()
    {
        await RunAsync(Matrix(TestExperiment.Of(7, 1, "a", "b")), new RunOptions { Limit = 2 });

        Assert.Equal(["a test 0 0", "b test 0 0", "a test 1 0", "b test 1 0"], task.Ran);
    }

    [Fact]
    public async Task Run_Groups_AreDoneOneAfterAnotherInTheirOrder()
    {
        task.Group = item => item.Provider.Label is "a" or "c" ? "first" : "second";

        await RunAsync(Matrix(TestExperiment.Of(2, 1, "a", "b", "c")));

        Assert.Equal(["a test 0 0", "c test 0 0", "a test 1 0", "c test 1 0", "b test 0 0", "b test 1 0"], task.Ran);
    }

    [Fact]
    public async Task Run_FailingItem_IsKeptAsErrorAndDoneAgain()
    {
        task.Work = (item, _) => (string?)item.Test.Vars["prompt"] == "test 1" ? throw new InvalidOperationException("out of luck") : Task.CompletedTask;
        ExperimentMatrix matrix = Matrix(TestExperiment.Of(3));
        await RunAsync(matrix);
        Assert.Equal("out of luck", ResultLog.Read(Folder, out _)[matrix.Plan.Items[1].Id].Error);

        task.Work = (_, _) => Task.CompletedTask;
        task.Ran.Clear();
        await RunAsync(matrix);

        Assert.Equal(["builtin test 1 0"], task.Ran);
        Assert.All(ResultLog.Read(Folder, out _).Values, result => Assert.Null(result.Error));
    }

    [Fact]
    public async Task Run_TenFailuresInARow_StopsAndKeepsTheRest()
    {
        task.Work = (item, _) => item.Test.Vars["prompt"]!.ToString() == "test 0" ? Task.CompletedTask : throw new InvalidOperationException("no connection");

        ExperimentException error = await Assert.ThrowsAsync<ExperimentException>(() => RunAsync(Matrix(TestExperiment.Of(30))));

        Assert.Contains("10 items in a row have failed, the last with: no connection", error.Message, StringComparison.Ordinal);
        Assert.Equal(11, task.Ran.Count);
    }

    [Fact]
    public async Task Run_AfterTenFailures_TakesWhatWasNeverTriedFirst()
    {
        task.Work = (item, _) => int.Parse(item.Test.Vars["prompt"]!.ToString().Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) < 10
            ? throw new InvalidOperationException("hopeless") : Task.CompletedTask;
        ExperimentMatrix matrix = Matrix(TestExperiment.Of(13));
        await Assert.ThrowsAsync<ExperimentException>(() => RunAsync(matrix));
        task.Ran.Clear();

        await Assert.ThrowsAsync<ExperimentException>(() => RunAsync(matrix));

        Assert.Equal(["builtin test 10 0", "builtin test 11 0", "builtin test 12 0", "builtin test 0 0"], task.Ran.Take(4));
        Assert.Equal(3, ResultLog.Read(Folder, out _).Values.Count(result => result.Error is null));
    }

    [Fact]
    public async Task Run_ItemBeyondItsTime_IsAnErrorOfItsOwn()
    {
        task.Work = (item, token) => (string?)item.Test.Vars["prompt"] == "test 0" ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask;
        ExperimentMatrix matrix = Matrix(TestExperiment.Of(2));

        await RunAsync(matrix, new RunOptions { Timeout = TimeSpan.FromMilliseconds(1) });

        Assert.StartsWith("It took longer than 0.001 s", ResultLog.Read(Folder, out _)[matrix.Plan.Items[0].Id].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Concurrency_IsUsedAndIsAtMostThat()
    {
        int now = 0, most = 0;
        using Barrier together = new(3);
        task.Work = (_, token) => Task.Run(
            () =>
            {
                lock (task)
                {
                    most = Math.Max(most, ++now);
                }

                together.SignalAndWait(token);
                lock (task)
                {
                    now--;
                }
            },
            token);

        await RunAsync(Matrix(TestExperiment.Of(9)), new RunOptions { MaxConcurrency = 3 });

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Run_TaskThatRunsAlone_IsNeverTwice()
    {
        int now = 0, most = 0;
        task.RunsAlone = true;
        task.Work = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
        };

        await RunAsync(Matrix(TestExperiment.Of(20)), new RunOptions { MaxConcurrency = 8 });

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Run_NumbersThatAreNone_AreLeftOut()
    {
        ExperimentMatrix matrix = Matrix(TestExperiment.Of(1) with { Tests = [TestExperiment.Test("x", new() { ["value"] = double.MaxValue })] });
        matrix.Items[0].Test.Vars["value"] = double.PositiveInfinity;

        await RunAsync(matrix);

        Assert.Equal(["seconds"], ResultLog.Read(Folder, out _).Values.Single().Metrics.Keys);
    }

    [Fact]
    public async Task Run_Observer_HearsOfWhatWasThereAndWhatCame()
    {
        await RunAsync(Matrix(TestExperiment.Of(2)));
        TestExperiment.Silent observer = new();

        await RunAsync(Matrix(TestExperiment.Of(5)), observer: observer);

        Assert.Equal((5, 2), observer.Begun);
        Assert.Equal(3, observer.Results.Count);
    }

    public void Dispose() => temporary.Dispose();

    private ExperimentMatrix Matrix(ReCorD.Experiments.Definition.ExperimentDefinition definition) => ExperimentMatrix.Build(definition, task);

    private async Task RunAsync(ExperimentMatrix matrix, RunOptions? options = null, ResultFolder? folder = null, IExperimentObserver? observer = null, CancellationToken cancellationToken = default)
    {
        using ResultLog log = ResultLog.Open(folder ?? Folder, options?.Shard ?? Shard.Whole, keep: true);
        await TestExperiment.RunAsync(matrix, task, folder ?? Folder, log, options, observer, cancellationToken);
    }
}
