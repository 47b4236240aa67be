using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Engines;

/// <summary>What an engine loads.</summary>
public sealed record EngineOptions
{
    /// <summary>The model: a folder in diffusers layout or a checkpoint file.</summary>
    public required string Model { get; init; }

    /// <summary>What is to be known or changed when the model is opened.</summary>
    public ModelOptions ModelOptions { get; init; } = new();

    /// <summary>Folder of the pose network. Null (default): candidates have no pose, and layouts are judged without one.</summary>
    public string? PoseFolder { get; init; }

    /// <summary>Where and how the networks run. Default: on the processor in single precision.</summary>
    public ExecutionSettings Execution { get; init; } = new();
}
