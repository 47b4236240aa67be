using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;

namespace ReCorD.Diffusion.Methods;

/// <summary>One picture to make.</summary>
public sealed record GenerationRequest
{
    /// <summary>Greatest <see cref="CacheInterval"/>; beyond it pictures fall apart.</summary>
    public const int LongestCacheInterval = 10;

    public required InteractionPrompt Prompt { get; init; }

    /// <summary>What the picture should not show; the unconditional text. Default: empty.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Seed of the starting noise, drawn as <c>torch.randn</c> draws it on a CPU.</summary>
    public required long Seed { get; init; }

    /// <summary>Denoising steps, 1 to 1000. Default 50.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Scheduler by its word (<c>ddim</c>, <c>euler</c> …) or diffusers class. Null: the profile's, where it has one, else the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Classifier-free guidance scale, at least 1. Default 7.5.</summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>
    /// Steps that nothing edits are computed whole every so many steps; those between take the network's deep feature over and compute its outermost level
    /// alone (DeepCache). Faster, less faithful. 1 to 10, default 1: all whole.
    /// </summary>
    public int CacheInterval { get; init; } = 1;

    /// <summary>Where the object must be. Null: no correction. A method that cannot place objects refuses a request that has one.</summary>
    public Box? TargetBox { get; init; }

    /// <summary>Strength of the correction's gradient steps (<c>scale_factor</c> of the official code). Null: the profile's.</summary>
    public double? CorrectionStrength { get; init; }

    /// <summary>Ends after this many steps and shows the predicted clean picture, for previews. Null: runs to the end.</summary>
    public int? StopAfter { get; init; }

    /// <summary>
    /// Long steps that lead from <see cref="StopAfter"/> to about where the run would end, to show that instead of the prediction; the paused run does not know
    /// of them. As many as are left at most. Default 0: none. Not with a target box.
    /// </summary>
    public int RoughSteps { get; init; }

    /// <summary>A run of the same method and request that ended early: its steps are not made again. Null: starts from noise.</summary>
    public PausedRun? ContinueFrom { get; init; }
}
