using System.ComponentModel;

namespace ReCorD.Mcp.Runs;

/// <summary>What a client may choose for a picture. Everything but the prompt may be absent: the server's own configuration counts then.</summary>
public record SceneRequest
{
    [Description("Who does what to what, in English: \"a boy is kicking a ball\".")]
    public required string Prompt { get; init; }

    [Description("Seed of the first candidate, 0 or greater; candidate i uses seed + i. The same seed gives the same picture. Left out: random, and told in the result.")]
    public long? Seed { get; init; }

    [Description("record (default): agents and correction; stable-diffusion: one plain picture.")]
    public string? Method { get; init; }

    [Description("Variant of the method: default, paper, official-sd or official-sdxl.")]
    public string? Profile { get; init; }

    [Description("Denoising steps of each picture; time grows with them.")]
    public int? Steps { get; init; }

    [Description("Pictures to choose the pose from; time grows with them.")]
    public int? Candidates { get; init; }

    [Description("Pause candidates at this step, show about where they lead, and finish only the chosen one: 20 of 50 steps is half the work.")]
    public int? PreviewStep { get; init; }

    [Description("Sampler, as ddim, euler or dpm++2m-karras.")]
    public string? Scheduler { get; init; }

    [Description("Classifier-free guidance, 1 or greater.")]
    public double? GuidanceScale { get; init; }

    [Description("Strength of the correction's gradient steps, 0 or greater.")]
    public double? CorrectionStrength { get; init; }

    [Description("What the picture should not show.")]
    public string? NegativePrompt { get; init; }
}
