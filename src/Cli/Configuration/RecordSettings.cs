using ReCorD.Agents.Providers;

namespace ReCorD.Cli.Configuration;

/// <summary>The whole configuration, as appsettings.json lays it out.</summary>
internal sealed class RecordSettings
{
    public GenerateSettings Generate { get; set; } = new();

    public DeviceSettings Device { get; set; } = new();

    public PoseSettings Pose { get; set; } = new();

    /// <summary>Models by names of the user's own: path of a folder or file, or <c>org/name[@revision]</c> of Hugging Face.</summary>
    public Dictionary<string, string> Models { get; set; } = [];

    public ChatSettings Chat { get; set; } = new();

    public PlannerSettings Planner { get; set; } = new();
}
