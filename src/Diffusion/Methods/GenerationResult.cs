using ReCorD.Compute.Imaging;

namespace ReCorD.Diffusion.Methods;

/// <summary>A picture and what was seen while it was made.</summary>
public sealed record GenerationResult
{
    public required RgbImage Image { get; init; }

    public required long Seed { get; init; }

    /// <summary>Attention of the words of the prompt, averaged over layers and heads at the profile's resolution, and over steps as the profile's <see cref="RecordProfile.AttentionReading"/> says; keyed by the word ("boy", "kicking", "ball").</summary>
    public required IReadOnlyDictionary<string, ScalarMap> Attention { get; init; }

    /// <summary>The gradient steps of the correction in order; empty without one.</summary>
    public IReadOnlyList<GuidanceStep> Guidance { get; init; } = [];

    /// <summary>Rows that went forward through the UNet, over all steps: what a picture costs, whatever the machine. Gradient steps are not in it, nor steps that take over a deep feature.</summary>
    public int UNetRows { get; init; }

    /// <summary>Where the run stands, for <see cref="GenerationRequest.ContinueFrom"/>; null where it came to its end or cannot be gone on with, as with a target box.</summary>
    public PausedRun? Paused { get; init; }

    /// <summary>What the user should know, such as a box smaller than the attention map can resolve.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>One gradient step: the loss before it and its parts, and the share of the object's attention inside the target box.</summary>
public sealed record GuidanceStep(int Step, double Loss, IReadOnlyDictionary<string, double> Terms, double ShareInside);
