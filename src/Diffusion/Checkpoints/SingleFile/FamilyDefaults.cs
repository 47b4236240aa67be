using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>What neither weights nor header tell of a checkpoint and all published models of its kind share.</summary>
/// <param name="Title">The kind, for people.</param>
/// <param name="SampleSize">Side of the latents that it was trained on.</param>
/// <param name="ScalingFactor">Of the autoencoder's latents.</param>
internal sealed record FamilyDefaults(string Title, int SampleSize, float ScalingFactor)
{
    public static FamilyDefaults Of(CheckpointFamily family, PredictionType prediction) => family switch
    {
        CheckpointFamily.StableDiffusion1 => new("Stable Diffusion 1", 64, 0.18215f),

        // The velocity model of the second generation is the one for 768 x 768 pixels.
        CheckpointFamily.StableDiffusion2 => new("Stable Diffusion 2", prediction == PredictionType.Velocity ? 96 : 64, 0.18215f),
        _ => new("Stable Diffusion XL", 128, 0.13025f),
    };

    /// <summary>The noise schedule of the training, run by DDIM as in the papers: a checkpoint names no scheduler.</summary>
    /// <param name="prediction">What the network predicts.</param>
    /// <param name="hasZeroTerminalSnr">Whether it was trained with a schedule that ends in noise alone; the steps must then begin at the very end.</param>
    public static SchedulerConfig Scheduler(PredictionType prediction, bool hasZeroTerminalSnr) => new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = BetaSchedule.ScaledLinear,
        StepsOffset = 1,
        SetAlphaToOne = false,
        ClipSample = false,
        PredictionType = prediction,
        RescaleBetasZeroSnr = hasZeroTerminalSnr,
        TimestepSpacing = hasZeroTerminalSnr ? TimestepSpacing.Trailing : TimestepSpacing.Leading,
    };
}
