namespace ReCorD.Cli.Configuration;

/// <summary>The pose network for models that bring none.</summary>
internal sealed class PoseSettings
{
    /// <summary>Folder with a pose network (docs/pose.md), relative to where the user stands or to the program. Null: such models do without.</summary>
    public string? Folder { get; set; }
}
