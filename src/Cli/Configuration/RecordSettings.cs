using ReCorD.Agents.Providers;

namespace ReCorD.Cli.Configuration;

/// <summary>The whole configuration, as appsettings.json lays it out.</summary>
internal sealed class RecordSettings
{
    public GenerateSettings Generate { get; set; } = new();

    public DeviceSettings Device { get; set; } = new();

    public PoseSettings Pose { get; set; } = new();

    public ChatSettings Chat { get; set; } = new();
}
