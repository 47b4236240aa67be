using System.Globalization;
using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Generate;

/// <summary>A plan as the command that asks for it: for people, and for whoever has to ask for the very same again.</summary>
internal static class RunCommandText
{
    /// <summary>The sentence, model, seed, candidates and steps, and every other choice about the picture that is not the program's own default. Providers are left out.</summary>
    public static string Of(RunPlan plan)
    {
        GenerateSettings usual = new();
        List<string> words = ["record", "generate", Quote(plan.Prompt), "--model", Quote(plan.Model)];
        Add(words, "--seed", plan.Seed);
        Add(words, "--candidates", plan.Candidates);
        Add(words, "--steps", plan.Steps);
        AddUnless(words, "--method", plan.Method, usual.Method);
        AddUnless(words, "--profile", plan.Profile, usual.Profile);
        AddUnless(words, "--orchestration", plan.Orchestration, usual.Orchestration);
        AddUnless(words, "--prompt-agent", plan.PromptAgent, usual.PromptAgent);
        AddUnless(words, "--interaction", plan.Interaction, 1);
        AddUnless(words, "--rounds", plan.Rounds, usual.Rounds);
        AddUnless(words, "--preview-step", plan.PreviewStep, null);
        AddUnless(words, "--rough-steps", plan.PreviewStep is null ? usual.RoughSteps : plan.RoughSteps, usual.RoughSteps);
        AddUnless(words, "--cache-interval", plan.CacheInterval, usual.CacheInterval);
        AddUnless(words, "--scheduler", plan.Scheduler, null);
        AddUnless(words, "--guidance-scale", plan.GuidanceScale, null);
        AddUnless(words, "--correction-strength", plan.CorrectionStrength, null);
        AddUnless(words, "--negative-prompt", plan.NegativePrompt, usual.NegativePrompt);
        AddUnless(words, "--box", plan.Box is { } box ? string.Join(',', box.ToReference()) : null, null);
        AddUnless(words, "--pose", plan.Pose, null);
        AddUnless(words, "--config", plan.ModelConfig, null);
        foreach (var lora in plan.Lora)
        {
            Add(words, "--lora", string.Create(CultureInfo.InvariantCulture, $"{lora.Path}:{lora.Weight}"));
        }

        foreach (var embedding in plan.Embeddings)
        {
            Add(words, "--embedding", embedding.Token is null ? embedding.Path : $"{embedding.Path}:{embedding.Token}");
        }

        return string.Join(' ', words);
    }

    private static void AddUnless<T>(List<string> words, string option, T? value, T? usual)
    {
        if (value is not null && !EqualityComparer<T>.Default.Equals(value, usual))
        {
            Add(words, option, value);
        }
    }

    private static void Add<T>(List<string> words, string option, T value)
    {
        words.Add(option);
        words.Add(Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
    }

    /// <summary>As shells take it: words without anything that they would read stay bare.</summary>
    private static string Quote(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:,@+".Contains(letter, StringComparison.Ordinal)) ? text : $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
