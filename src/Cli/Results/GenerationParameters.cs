using System.Globalization;
using System.Text.Json;
using ReCorD.Agents.Runs;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Cli.Results;

/// <summary>
/// The settings of a picture in the form of AUTOMATIC1111's web UI (its <c>create_infotext</c>): the prompt, a line
/// <c>Negative prompt: …</c> where there is one, and a line <c>Key: value, Key: value</c>. Values that hold a comma, a colon or
/// a line break are quoted as JSON strings, as there.
/// </summary>
internal static class GenerationParameters
{
    /// <summary>Characters of a model's SHA-256 that are shown, as in AUTOMATIC1111.</summary>
    private const int ShortHash = 10;

    public static string Of(RunRecord record)
    {
        List<string> lines = [record.Prompt.Text];
        if (NegativePrompt(record) is { Length: > 0 } negative)
        {
            lines.Add($"Negative prompt: {negative}");
        }

        lines.Add(string.Join(", ", Entries(record).Select(entry => $"{entry.Key}: {Quote(entry.Value)}")));
        return string.Join('\n', lines);
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(RunRecord record)
    {
        RunSettings settings = record.Settings;
        yield return new("Steps", Number(settings.Steps));
        yield return new("Sampler", SchedulerFactory.TitleOf(settings.Scheduler));
        yield return new("CFG scale", Number(settings.GuidanceScale));
        yield return new("Seed", Number(ImageSeed(record)));
        yield return new("Size", $"{Number(record.Model.Width)}x{Number(record.Model.Height)}");
        yield return new("Model hash", Short(record.Model.Sha256));
        yield return new("Model", record.Model.Name);
        yield return new("ReCorD method", settings.Method);
        yield return new("ReCorD profile", settings.Profile);
        if (record.Correction is { } correction)
        {
            yield return new("ReCorD box", string.Join(',', correction.Target.ToReference()));
        }

        if ((record.Rounds is { } rounds ? rounds.Result().CorrectionStrength : settings.CorrectionStrength) is { } strength)
        {
            yield return new("ReCorD correction strength", Number(strength));
        }

        if (settings.Lora.Count > 0)
        {
            yield return new("ReCorD LoRA", string.Join(", ", settings.Lora.Select(lora => $"{Path.GetFileNameWithoutExtension(lora.Path)}:{Number(lora.Weight)} {Short(lora.Sha256)}".TrimEnd())));
        }

        if (settings.Embeddings.Count > 0)
        {
            yield return new("ReCorD embeddings", string.Join(", ", settings.Embeddings.Select(file => $"{file.Token ?? Path.GetFileNameWithoutExtension(file.Path)} {Short(file.Sha256)}".TrimEnd())));
        }

        yield return new("Version", record.Program);
    }

    /// <summary>That of the kept round, which may say more than the user did.</summary>
    private static string NegativePrompt(RunRecord record) => record.Rounds?.Result().NegativePrompt ?? record.Settings.NegativePrompt;

    /// <summary>Seed of the picture itself: that of the chosen candidate, where there was a choice.</summary>
    private static long ImageSeed(RunRecord record)
    {
        int chosen = record.PoseChoice?.Index ?? 0;
        return record.Candidates.FirstOrDefault(candidate => candidate.Index == chosen)?.Seed ?? record.Settings.Seed;
    }

    private static string Short(string? hash) => hash is null ? "" : hash.Length > ShortHash ? hash[..ShortHash] : hash;

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string value) => value.AsSpan().IndexOfAny(",:\n") < 0 ? value : JsonSerializer.Serialize(value, QuoteOptions);

    private static JsonSerializerOptions QuoteOptions { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
