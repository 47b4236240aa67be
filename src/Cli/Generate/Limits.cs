namespace ReCorD.Cli.Generate;

/// <summary>Ranges of the settings, wherever they come from.</summary>
internal static class Limits
{
    public const int MinimumCandidates = 1;

    /// <summary>Beyond this the agents' request with all pictures grows past what endpoints take.</summary>
    public const int MaximumCandidates = Plugins.Scenes.SceneSettings.MaximumCandidates;

    /// <summary>The last candidate's seed, the first one plus their number, must fit into 64 bits.</summary>
    public const long MaximumSeed = long.MaxValue - MaximumCandidates;

    /// <summary>Beyond this a critic is going in circles.</summary>
    public const int MaximumRounds = 16;

    public const int MinimumSteps = 1;

    /// <summary>Timesteps that the models were trained on.</summary>
    public const int MaximumSteps = 1000;

    public const int LongestCacheInterval = Diffusion.Methods.GenerationRequest.LongestCacheInterval;

    public const double MinimumGuidance = 1;

    public const double MaximumGuidance = 100;

    public const double MaximumStrength = 1000;

    /// <summary>LoRA files are used at weights about 1; far beyond, nothing of a picture is left.</summary>
    public const double MaximumLoraWeight = 100;

    public const int MostPlannerSteps = 1_000_000;

    public const int MostPlannerCalls = 10_000;

    /// <summary>A day.</summary>
    public const double MostPlannerSeconds = 86_400;

    public const int MaximumThreads = 1024;

    /// <summary>Side of an autoencoder's tile in pixels: no picture is larger.</summary>
    public const int MaximumTile = 8192;

    /// <summary>Text encoders of Stable Diffusion read 77 tokens; four times that is no prompt but a mistake.</summary>
    public const int MaximumPromptWords = 300;
}
