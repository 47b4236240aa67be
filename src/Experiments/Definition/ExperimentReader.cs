using ReCorD.Agents.Naming;
using ReCorD.Agents.Prompts;

namespace ReCorD.Experiments.Definition;

/// <summary>Reads experiment files. Keys are promptfoo's where it has them; unknown ones are errors, so that a misspelt one is noticed.</summary>
public static class ExperimentReader
{
    private const int LongestTimeout = int.MaxValue;

    private static readonly string[] RootKeys = ["description", "task", "prompts", "providers", "tests", "defaultTest", "evaluateOptions", "metrics", "outputPath"];

    /// <summary>The experiment of a file.</summary>
    /// <exception cref="ExperimentException">The file says something that cannot be done; the message begins with file and line.</exception>
    /// <exception cref="PromptException">The file cannot be read or is no YAML, or a key is unknown or holds the wrong kind of value.</exception>
    public static ExperimentDefinition Read(string file)
    {
        YamlMap root = YamlMap.Load(file);
        root.AllowOnly(RootKeys);
        string task = root.RequiredText("task");
        if (!TaskNames.All.Contains(task))
        {
            throw new ExperimentException(file, root.LineOf("task"), $"there is no task '{task}'; known: {string.Join(", ", TaskNames.All)}.{SimilarNames.Hint(task, TaskNames.All)}");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return new ExperimentDefinition
        {
            File = file,
            Description = root.OptionalText("description") ?? Path.GetFileNameWithoutExtension(file),
            Task = task,
            Prompts = VariantReader.Prompts(root, task, Resolve),
            Providers = VariantReader.Providers(root),
            Tests = TestReader.Read(root, Resolve),
            Options = Options(root.Map("evaluateOptions")),
            Metrics = root.Texts("metrics"),
            MetricsLine = root.LineOf("metrics"),
            OutputPath = root.OptionalText("outputPath"),
        };

        string Resolve(string path) => Path.GetFullPath(path, folder);
    }

    private static EvaluateOptions Options(YamlMap? map)
    {
        EvaluateOptions defaults = new();
        if (map is null)
        {
            return defaults;
        }

        map.AllowOnly("maxConcurrency", "repeat", "cache", "timeoutMs");
        return new EvaluateOptions
        {
            MaxConcurrency = map.Whole("maxConcurrency", 1, EvaluateOptions.LargestConcurrency) ?? defaults.MaxConcurrency,
            Repeat = map.Whole("repeat", 1, EvaluateOptions.LargestRepeat) ?? defaults.Repeat,
            Cache = map.Flag("cache") ?? defaults.Cache,
            Timeout = map.Whole("timeoutMs", 1, LongestTimeout) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        };
    }
}
