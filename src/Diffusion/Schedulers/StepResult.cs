namespace ReCorD.Diffusion.Schedulers;

/// <summary>One denoising step done.</summary>
/// <param name="PreviousSample">The sample for the next call, less noisy; after the last call, the result.</param>
/// <param name="PredictedOriginal">The clean sample as predicted at this step, for previews.</param>
/// <param name="History">To be handed to the next step; null where the scheduler remembers nothing.</param>
public sealed record StepResult(float[] PreviousSample, float[] PredictedOriginal, StepHistory? History = null);
