using System.Text.Json.Nodes;
using ReCorD.Agents.Prompts;

namespace ReCorD.Experiments.Definition;

/// <summary>Reads <c>prompts</c> and <c>providers</c>.</summary>
internal static class VariantReader
{
    /// <summary>Stands for the agent's own prompt.</summary>
    private const string OwnPrompt = "default";

    private const string FilePrefix = "file://";

    /// <summary>Sentence of image runs where the file gives none.</summary>
    private const string PlainSentence = "{{prompt}}";

    public static IReadOnlyList<PromptVariant> Prompts(YamlMap root, string task, Func<string, string> resolve)
    {
        bool images = task == TaskNames.Generate;
        PromptVariant[] variants = [.. root.Entries("prompts").Select(entry => entry.Map is { } map
            ? FromMap(map, images, resolve)
            : FromText(root.File, entry.Text!, entry.Line, images, resolve))];
        Unique(root, "prompts", variants.Select(variant => (variant.Label, variant.Line)));
        return variants.Length > 0 ? variants
            : root.Keys.Contains("prompts") ? throw new ExperimentException(root.File, root.LineOf("prompts"), "'prompts' has no entry; leave it out for the program's own prompt.")
            : [new PromptVariant(OwnPrompt, null, images ? PlainSentence : null, [], root.Line)];
    }

    public static IReadOnlyList<ProviderVariant> Providers(YamlMap root)
    {
        ProviderVariant[] variants = [.. root.Entries("providers").Select(entry => entry.Map is { } map ? Provider(map) : new ProviderVariant(entry.Text!, entry.Text, new Dictionary<string, string>(), entry.Line))];
        Unique(root, "providers", variants.Select(variant => (variant.Label, variant.Line)));
        return variants.Length > 0 ? variants
            : root.Keys.Contains("providers") ? throw new ExperimentException(root.File, root.LineOf("providers"), "'providers' has no entry; leave it out for the provider of the configuration.")
            : [new ProviderVariant("configured", null, new Dictionary<string, string>(), 0)];
    }

    private static PromptVariant FromText(string origin, string text, long line, bool images, Func<string, string> resolve) =>
        images ? new PromptVariant(text, null, text, [], line)
        : text == OwnPrompt ? new PromptVariant(OwnPrompt, null, null, [], line)
        : new PromptVariant(text, PromptFile(origin, text, line, resolve), null, [], line);

    private static PromptVariant FromMap(YamlMap map, bool images, Func<string, string> resolve)
    {
        JsonObject settings = map.Map("config")?.ToJson() ?? [];
        if (images)
        {
            map.AllowOnly("label", "raw", "config");
            string template = map.OptionalText("raw") ?? PlainSentence;
            return new PromptVariant(map.OptionalText("label") ?? template, null, template, settings, map.Line);
        }

        map.AllowOnly("label", "id", "config");
        string id = map.OptionalText("id") ?? OwnPrompt;
        return FromText(map.File, id, map.LineOf("id"), images, resolve) with { Label = map.OptionalText("label") ?? id, Settings = settings, Line = map.Line };
    }

    private static string PromptFile(string origin, string text, long line, Func<string, string> resolve)
    {
        string file = resolve(text.StartsWith(FilePrefix, StringComparison.Ordinal) ? text[FilePrefix.Length..] : text);
        return File.Exists(file)
            ? file
            : throw new ExperimentException(origin, line, $"the prompt file '{file}' does not exist; names are relative to the experiment file. '{OwnPrompt}' is the agent's own prompt.");
    }

    private static ProviderVariant Provider(YamlMap map)
    {
        map.AllowOnly("id", "label", "config");
        string id = map.RequiredText("id");
        YamlMap? config = map.Map("config");
        Dictionary<string, string> settings = config?.Keys.ToDictionary(key => key, key => config.OptionalText(key) ?? "", StringComparer.OrdinalIgnoreCase) ?? [];
        if (settings.ContainsKey("apiKey"))
        {
            throw new ExperimentException(map.File, config!.Line, "an experiment file holds no key: it is shared and kept. Name the environment variable that has it: apiKeyEnvironment: MY_KEY.");
        }

        return new ProviderVariant(map.OptionalText("label") ?? id, id, settings, map.Line);
    }

    private static void Unique(YamlMap root, string key, IEnumerable<(string Label, long Line)> labels)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((string label, long line) in labels.Where(entry => !seen.Add(entry.Label)))
        {
            throw new ExperimentException(root.File, line, $"two entries of '{key}' are called '{label}'; give them different labels.");
        }
    }
}
