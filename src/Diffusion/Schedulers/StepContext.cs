using ReCorD.Diffusion.Noise;

namespace ReCorD.Diffusion.Schedulers;

/// <summary>What some schedulers need beside the sample.</summary>
/// <param name="History">The <see cref="StepResult.History"/> of the step before; null at the first step.</param>
/// <param name="Noise">Where a scheduler that adds noise draws it; null is fine for those that add none.</param>
public readonly record struct StepContext(StepHistory? History = null, INoiseSource? Noise = null);

/// <summary>What a scheduler of several steps remembers. Each derives its own; the caller only hands it on.</summary>
public abstract record StepHistory;
