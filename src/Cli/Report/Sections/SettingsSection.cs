using System.Globalization;
using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Report.Sections;

/// <summary>Settings, times, and how to repeat the run.</summary>
internal sealed class SettingsSection : IReportSection
{
    public bool Applies(ReportContent content) => true;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", "settings", () =>
    {
        html.Element("div", () =>
        {
            html.Element("h2", null, "Settings");
            WriteTable(html, Rows(content.Record));
        });
        html.Element("div", () =>
        {
            html.Element("h2", null, "Time");
            WriteTable(html, Times(content.Record));
            html.Element("h2", null, "Repeat");
            html.Element("pre", null, "record generate --from image.png");
        });
    });

    private static string Shown(RunSettings settings) => (settings.PreviewStep, settings.RoughSteps) switch
    {
        (null, _) => "the last step",
        ({ } step, null) => $"step {Format.Whole(step)}",
        ({ } step, { } rough) => $"step {Format.Whole(step)} and {Format.Whole(rough)} rough steps",
    };

    private static IEnumerable<(string Name, string Value)> Rows(RunRecord record)
    {
        RunSettings settings = record.Settings;
        yield return ("method", settings.Method);
        yield return ("profile", settings.Profile);
        yield return ("model", $"{record.Model.Name}, {Format.Whole(record.Model.Width)} × {Format.Whole(record.Model.Height)}");
        yield return ("pose network", settings.Pose ?? "the model's own, if it brings one");
        yield return ("weights (SHA-256)", record.Model.Sha256);
        if (settings.ModelConfig is { } config)
        {
            yield return ("model's configuration", config);
        }

        foreach (LoraRecord lora in settings.Lora)
        {
            yield return ("LoRA", $"{lora.Path}, weight {Format.Short(lora.Weight)}, SHA-256 {lora.Sha256 ?? "unknown"}");
        }

        foreach (EmbeddingRecord embedding in settings.Embeddings)
        {
            yield return ("embedding", $"{embedding.Path}{(embedding.Token is { } token ? $" as {token}" : "")}, SHA-256 {embedding.Sha256 ?? "unknown"}");
        }

        yield return ("seed", Format.Whole(settings.Seed));
        yield return ("candidates", Format.Whole(settings.Candidates));
        yield return ("steps", Format.Whole(settings.Steps));
        yield return ("rounds", settings.Rounds == 1 ? "1, no critic" : $"at most {Format.Whole(settings.Rounds)}");
        yield return ("candidates shown at", Shown(settings));
        yield return ("scheduler", settings.Scheduler);
        yield return ("whole network", settings.CacheInterval == 1 ? "at every step" : $"at every {Format.Whole(settings.CacheInterval)}th step without edits");
        yield return ("guidance scale", Format.Short(settings.GuidanceScale));
        yield return ("correction strength", settings.CorrectionStrength is { } strength ? Format.Short(strength) : "the profile's");
        yield return ("negative prompt", settings.NegativePrompt.Length > 0 ? settings.NegativePrompt : "none");
        yield return ("intransitive prompt", record.Prompt.Intransitive ?? "none");
        yield return ("box given", settings.Box is { } box ? $"[{Format.Box(box)}]" : "none");
        yield return ("provider", AgentProviderRecord.Describe(settings.Provider, settings.AgentProviders));
        yield return ("orchestration", settings.Orchestration);
        yield return ("device", settings.Device is { } device ? $"{device}, {settings.Precision ?? "single"} precision" : "not recorded");
        yield return ("made by", record.Program);
        yield return ("started", record.Started?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "not recorded");
        yield return ("UNet rows", record.UNetRows is { } rows ? Format.Whole(rows) : "not recorded");
        yield return ("pixels (SHA-256)", record.ImageSha256);
    }

    private static IEnumerable<(string Name, string Value)> Times(RunRecord record)
        => record.Timings.OrderBy(stage => Progress.StageTitles.Order(stage.Key)).Select(stage => (Progress.StageTitles.Of(stage.Key), Format.Seconds(stage.Value)));

    private static void WriteTable(HtmlBuilder html, IEnumerable<(string Name, string Value)> rows) => html.Element("table", () =>
    {
        foreach ((string name, string value) in rows)
        {
            html.Element("tr", () => html.Element("th", null, name).Element("td", null, value));
        }
    });
}
