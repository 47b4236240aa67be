using System.Reflection;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Bench;

/// <summary>Whole runs for benchmarks: forty prompts of the embedded model's world, one seed, all settings as they come.</summary>
internal static class BenchRuns
{
    private const string PromptsResource = "correction-prompts.txt";
    private const long Seed = 1;

    /// <summary>The prompts, one line each.</summary>
    public static IReadOnlyList<string> Prompts { get; } = ReadPrompts();

    public static RunPlan Plan(BenchRequest request, string prompt)
    {
        GenerateSettings defaults = new();
        return new RunPlan
        {
            Prompt = prompt, Method = defaults.Method, Profile = defaults.Profile, Model = request.Model, Seed = Seed, Candidates = defaults.Candidates, Steps = defaults.Steps,
            NegativePrompt = "", Provider = "builtin", Orchestration = defaults.Orchestration, Device = request.Device,
        };
    }

    /// <summary>Measures each prompt in turn, and says at which it is.</summary>
    public static List<T> ForEachPrompt<T>(IProgress<string> progress, Func<string, T> measure)
    {
        List<T> measured = [];
        foreach (string prompt in Prompts)
        {
            progress.Report($"{measured.Count + 1}/{Prompts.Count}: {prompt}");
            measured.Add(measure(prompt));
        }

        return measured;
    }

    public static RunRecord Run(IRunner runner, RunPlan plan, CancellationToken cancellationToken) => Outcome(runner, plan, cancellationToken).Record;

    public static RunOutcome Outcome(IRunner runner, RunPlan plan, CancellationToken cancellationToken)
        => runner.RunAsync(plan, new RecordSettings(), new Silent(), cancellationToken).GetAwaiter().GetResult();

    /// <summary>Seconds of all stages.</summary>
    public static double Seconds(RunRecord record) => record.Timings.Values.Sum();

    private static string[] ReadPrompts()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(PromptsResource)
            ?? throw new InvalidOperationException($"The resource {PromptsResource} is missing from the program.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The bench tells its own progress.</summary>
    private sealed class Silent : IRunObserver
    {
        public void Observe(RunEvent runEvent)
        {
        }
    }
}
