namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// One run of a scheduler over a fixed number of network calls. Immutable: the solver's memory travels in <see cref="StepResult.History"/>,
/// so a step can be tried and thrown away.
/// </summary>
public interface ISamplingPlan
{
    /// <summary>The network's time input per call, never rising. Fractional in some schedulers, whole in DDIM.</summary>
    IReadOnlyList<double> Timesteps { get; }

    /// <summary>The starting noise is multiplied by this (<c>init_noise_sigma</c>).</summary>
    double InitNoiseSigma { get; }

    /// <summary>
    /// The step, from 0, that a call belongs to. Most schedulers make one call a step. Where there are more, only the first of them is given the run's own
    /// sample; the others are given trials, and a change made to a trial is lost with it.
    /// </summary>
    int StepOf(int call) => call;

    /// <summary>Share of the picture in the variance at a call: the network's input is sqrt(alpha) x0 + sqrt(1 - alpha) noise. In [0, 1].</summary>
    double AlphaCumprod(int stepIndex);

    /// <summary>Writes the network's input for a sample (<c>scale_model_input</c>); an exact copy where the scheduler scales nothing.</summary>
    void ScaleModelInput(int stepIndex, ReadOnlySpan<float> sample, Span<float> destination);

    /// <summary>Goes from a call's sample to the next call's.</summary>
    /// <param name="modelOutput">The network's output after guidance, as many values as the sample.</param>
    /// <param name="stepIndex">Which call, from 0.</param>
    /// <param name="sample">The sample, unscaled. Any shape, read as one row of numbers.</param>
    /// <param name="context">History of the call before, and noise; not needed by schedulers of one step without noise.</param>
    /// <exception cref="ArgumentException">Lengths differ, or the context lacks what the scheduler needs.</exception>
    StepResult Step(ReadOnlySpan<float> modelOutput, int stepIndex, ReadOnlySpan<float> sample, StepContext context = default);
}
