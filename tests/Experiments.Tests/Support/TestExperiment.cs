using System.Text.Json.Nodes;
using ReCorD.Experiments.Assertions;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Running;
using ReCorD.Plugins.Events;

namespace ReCorD.Experiments.Tests.Support;

/// <summary>Experiments made in code.</summary>
internal static class TestExperiment
{
    public static ExperimentDefinition Of(int tests, int repeat = 1, params string[] providers) => new()
    {
        File = "experiment.yaml", Description = "test", Task = TaskNames.Generate,
        Prompts = [new PromptVariant("default", null, "{{prompt}}", [], 1)],
        Providers = [.. (providers.Length == 0 ? ["builtin"] : providers).Select(name => new ProviderVariant(name, name, new Dictionary<string, string>(), 1))],
        Tests = [.. Enumerable.Range(0, tests).Select(number => Test($"test {number}"))],
        Options = new EvaluateOptions { Repeat = repeat },
    };

    public static TestCase Test(string prompt, JsonObject? vars = null, params Assertion[] assertions)
    {
        vars ??= [];
        vars["prompt"] = prompt;
        return new TestCase(null, vars, assertions, "experiment.yaml", 1);
    }

    public static Task RunAsync(
        ExperimentMatrix matrix, CountingTask task, ResultFolder folder, ResultLog log, RunOptions? options = null, IExperimentObserver? observer = null, CancellationToken cancellationToken = default) =>
        new ExperimentRun(task, options ?? new RunOptions(), TimeProvider.System).RunAsync(matrix, folder, log, observer ?? new Silent(), cancellationToken);

    internal sealed class Silent : IExperimentObserver
    {
        public List<ItemResult> Results { get; } = [];

        public (int Total, int Done) Begun { get; private set; }

        public void Begin(int total, int done) => Begun = (total, done);

        public void Observe(PlanItem item, RunEvent runEvent)
        {
        }

        public void Finished(PlanItem item, ItemResult result) => Results.Add(result);
    }
}
