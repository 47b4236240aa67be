using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Engines;

namespace ReCorD.SemanticKernel.Scenes;

/// <summary>How a picture is made; the defaults are those of <c>record generate</c>.</summary>
public sealed record SceneOptions
{
    internal const string Method = "record";

    /// <summary>Seed of the first candidate, 0 or greater; candidate i uses seed + i. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Pictures the pose is chosen from, at least 1. Default 5.</summary>
    public int Candidates { get; init; } = 5;

    /// <summary>Denoising steps of every picture, at least 1. Default 50.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Name of the profile. Default <c>default</c>.</summary>
    public string Profile { get; init; } = "default";

    /// <summary>Scheduler by its word or diffusers class. Null (default): the profile's, else the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Classifier-free guidance. Null (default): the model's own, else 7.5.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>What the picture should not show. Default: empty.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary><c>pipeline</c> (default), or <c>planner</c> for a model that decides the order of the steps.</summary>
    public string Orchestration { get; init; } = "pipeline";

    /// <summary>Where the object must be, instead of asking the layout agent. Null (default): it is asked.</summary>
    public Box? Box { get; init; }

    internal RunSettings ToSettings(string model, string provider, EngineDefaults defaults) => new()
    {
        Method = Method,
        Profile = Profile,
        Model = model,
        Seed = Seed,
        Candidates = Candidates,
        Steps = Steps,
        Scheduler = defaults.Scheduler,
        GuidanceScale = GuidanceScale ?? defaults.GuidanceScale,
        CorrectionStrength = defaults.CorrectionStrength,
        NegativePrompt = NegativePrompt,
        Provider = provider,
        Orchestration = Orchestration,
        Box = Box,
    };
}
