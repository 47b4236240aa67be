using ReCorD.Diffusion.Noise;

namespace ReCorD.Diffusion.Schedulers;

/// <summary>What some schedulers need beside the sample.</summary>
/// <param name="History">The <see cref="StepResult.History"/> of the step before; null at the first step.</param>
/// <param name="Noise">Where a scheduler that adds noise draws it; null is fine for those that add none.</param>
public readonly record struct StepContext(StepHistory? History = null, INoiseSource? Noise = null)
{
    /// <summary>Draws a step's noise.</summary>
    /// <exception cref="ArgumentException">There is no source of noise.</exception>
    internal float[] Draw(int count)
        => Noise?.Normal(count) ?? throw new ArgumentException("This scheduler adds noise at each step, but the step's context has no source of noise.");

    /// <summary>The history of the step before, as the scheduler's own kind; null at the first step.</summary>
    /// <exception cref="ArgumentException">The history is another scheduler's, or is missing after the first call.</exception>
    internal T? Memory<T>(int stepIndex)
        where T : StepHistory
        => (stepIndex, History) switch
        {
            (0, _) => null,
            (_, T own) => own,
            _ => throw new ArgumentException($"Call {stepIndex} needs the history that call {stepIndex - 1} of the same plan gave, but was handed {History?.GetType().Name ?? "none"}."),
        };
}

/// <summary>What a scheduler of several steps remembers. Each derives its own; the caller only hands it on.</summary>
public abstract record StepHistory;
