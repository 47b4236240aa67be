using System.Text.Json.Nodes;
using ReCorD.Agents.Naming;
using ReCorD.Experiments.Assertions;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Experiments.Matrix;

/// <summary>Prompt variants x providers x tests x repetitions.</summary>
/// <param name="Plan">What is needed to show results.</param>
/// <param name="Items">What is needed to run: as many, in the same order.</param>
public sealed record ExperimentMatrix(ExperimentPlan Plan, IReadOnlyList<TaskItem> Items)
{
    /// <exception cref="ExperimentException">A test cannot be done, or a metric does not exist.</exception>
    public static ExperimentMatrix Build(ExperimentDefinition definition, IExperimentTask task)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(task);
        IReadOnlyList<MetricInfo> shown = Shown(definition, task);
        ItemIdentity identity = new(definition.Task);
        List<PlanItem> plan = [];
        List<TaskItem> items = [];
        foreach ((int number, TestCase test) in definition.Tests.Index())
        {
            CheckAssertions(test, task);
            for (int repeat = 0; repeat < definition.Options.Repeat; repeat++)
            {
                foreach ((int column, (PromptVariant prompt, ProviderVariant provider)) in Columns(definition).Index())
                {
                    TaskItem item = new(prompt, provider, test with { Vars = Merge(test.Vars, prompt.Settings) }, repeat);
                    plan.Add(new PlanItem(identity.Of(item, task.Fingerprint(item)), column, number, repeat, Title(item.Test, number), test.Assertions));
                    items.Add(item);
                }
            }
        }

        return new ExperimentMatrix(
            new ExperimentPlan
            {
                Description = definition.Description, Task = definition.Task, File = Path.GetFileName(definition.File),
                Columns = [.. Columns(definition).Select(column => Label(definition, column.Prompt, column.Provider))], Metrics = shown, Items = plan,
            },
            items);
    }

    private static IEnumerable<(PromptVariant Prompt, ProviderVariant Provider)> Columns(ExperimentDefinition definition) =>
        definition.Prompts.SelectMany(prompt => definition.Providers.Select(provider => (prompt, provider)));

    private static string Label(ExperimentDefinition definition, PromptVariant prompt, ProviderVariant provider) => (definition.Prompts.Count, definition.Providers.Count) switch
    {
        (_, 1) when definition.Prompts.Count > 1 => prompt.Label,
        (1, _) => provider.Label,
        _ => $"{prompt.Label} · {provider.Label}",
    };

    private static JsonObject Merge(JsonObject vars, JsonObject settings)
    {
        JsonObject merged = (JsonObject)vars.DeepClone();
        foreach ((string name, JsonNode? value) in settings)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    private static string Title(TestCase test, int number) => test.Description ?? test.Vars["prompt"]?.ToString() ?? $"test {number + 1}";

    private static IReadOnlyList<MetricInfo> Shown(ExperimentDefinition definition, IExperimentTask task) => definition.Metrics.Count == 0
        ? [.. task.Metrics.Where(metric => metric.IsShown)]
        : [.. definition.Metrics.Select(name => Find(name, task) ?? throw new ExperimentException(definition.File, definition.MetricsLine, Unknown(name, task)))];

    private static void CheckAssertions(TestCase test, IExperimentTask task)
    {
        foreach (Assertion assertion in test.Assertions.Where(assertion => assertion.Metric is { } name && Find(name, task) is null))
        {
            throw test.Error(Unknown(assertion.Metric!, task));
        }
    }

    private static MetricInfo? Find(string name, IExperimentTask task) => task.Metrics.FirstOrDefault(metric => metric.Name == name);

    private static string Unknown(string name, IExperimentTask task)
    {
        string[] names = [.. task.Metrics.Select(metric => metric.Name)];
        return $"there is no metric '{name}'; known for this task: {string.Join(", ", names)}.{SimilarNames.Hint(name, names)}";
    }
}
