using System.Globalization;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Configuration;

/// <summary>
/// The settings of an earlier run as a layer of the configuration: stronger than files and environment, weaker than the command line. Lists (LoRA files,
/// embeddings) are not among them, as layers of configuration mix the items of lists.
/// </summary>
internal static class RepeatedSettings
{
    /// <summary>One entry for each recorded setting; a recorded null also covers what files and environment say.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Of(RunSettings settings) =>
    [
        new("Generate:Method", settings.Method),
        new("Generate:Profile", settings.Profile),
        new("Generate:Model", settings.Model),
        new("Generate:Pose", settings.Pose),
        new("Generate:ModelConfig", settings.ModelConfig),
        new("Generate:Seed", Text(settings.Seed)),
        new("Generate:Candidates", Text(settings.Candidates)),
        new("Generate:Steps", Text(settings.Steps)),
        new("Generate:PreviewStep", Text(settings.PreviewStep)),
        .. RoughSteps(settings),
        new("Generate:Scheduler", settings.Scheduler),
        new("Generate:CacheInterval", Text(settings.CacheInterval)),
        new("Generate:GuidanceScale", Text(settings.GuidanceScale)),
        new("Generate:CorrectionStrength", Text(settings.CorrectionStrength)),
        new("Generate:NegativePrompt", settings.NegativePrompt),
        new("Generate:Orchestration", settings.Orchestration),
        new("Generate:PromptAgent", settings.PromptAgent),
        new("Generate:Rounds", Text(settings.Rounds)),
        new("Generate:Interaction", Text(settings.Interaction)),
        new("Chat:Provider", settings.Provider),
        .. AgentNames.All.Select(agent => KeyValuePair.Create($"Chat:Agents:{agent}", settings.AgentProviders.FirstOrDefault(own => own.Agent == agent)?.Provider)),
        new("Device:Precision", settings.Precision ?? "single"),
        new("Device:VaeTiling", Text(settings.VaeTiling)),

        // Where no folder was recorded, the model's own network was taken or none: one configured since then must not step in.
        new("Pose:Folder", null),
    ];

    /// <summary>Without previews there are none, and the default holds for a preview step that the user now adds.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> RoughSteps(RunSettings settings)
        => settings.PreviewStep is null ? [] : [new("Generate:RoughSteps", Text(settings.RoughSteps ?? 0))];

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);
}
