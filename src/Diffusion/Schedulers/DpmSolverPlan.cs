namespace ReCorD.Diffusion.Schedulers;

/// <summary>A DPM-Solver++ run: see <see cref="DpmSolverMultistepScheduler"/>. The sample is sqrt(alpha) x0 + sqrt(1 - alpha) noise, as with DDIM.</summary>
internal sealed class DpmSolverPlan(DpmSolverSettings settings, double[] timesteps, double[] sigmas) : ISamplingPlan
{
    public IReadOnlyList<double> Timesteps => timesteps;

    public double InitNoiseSigma => 1;

    public double AlphaCumprod(int stepIndex) => 1 / ((sigmas[stepIndex] * sigmas[stepIndex]) + 1);

    public void ScaleModelInput(int stepIndex, ReadOnlySpan<float> sample, Span<float> destination) => sample.CopyTo(destination);

    public StepResult Step(ReadOnlySpan<float> modelOutput, int stepIndex, ReadOnlySpan<float> sample, StepContext context = default)
    {
        NetworkOutput.CheckLength(modelOutput, sample);
        (double signal, double spread) = Shares(sigmas[stepIndex]);
        (double nextSignal, double nextSpread) = Shares(sigmas[stepIndex + 1]);

        // e^-h, where h is the growth of lambda = ln(signal / spread): written as a ratio of sigmas, it holds where the run ends without noise and h is infinite.
        double decay = sigmas[stepIndex + 1] / sigmas[stepIndex];
        double gain = nextSignal * (decay - 1);
        bool first = !settings.SecondOrder || stepIndex == 0 || (stepIndex == timesteps.Length - 1 && settings.FirstOrderLast);
        float[]? before = first ? null : context.Memory<Memory>(stepIndex)!.Clean;
        double slope = first ? 0 : Slope(stepIndex, decay, gain, nextSignal);

        float[] previous = new float[sample.Length], original = new float[sample.Length];
        for (int index = 0; index < sample.Length; index++)
        {
            double clean = NetworkOutput.Split(settings.Prediction, modelOutput[index], sample[index], signal, spread).Clean;
            original[index] = (float)clean;
            double change = before is null ? 0 : slope * (clean - before[index]);
            previous[index] = (float)((nextSpread / spread * sample[index]) - (gain * clean) + change);
        }

        return new StepResult(previous, original, new Memory(original));
    }

    private static (double Signal, double Spread) Shares(double sigma)
    {
        double signal = 1 / Math.Sqrt((sigma * sigma) + 1);
        return (signal, sigma * signal);
    }

    /// <summary>What the second-order term multiplies the change of the clean sample by.</summary>
    private double Slope(int stepIndex, double decay, double gain, double nextSignal)
    {
        double growth = -Math.Log(decay);
        double ratio = Math.Log(sigmas[stepIndex - 1] / sigmas[stepIndex]) / growth;
        double term = settings.Heun ? nextSignal * (((decay - 1) / growth) + 1) : -0.5 * gain;
        return term / ratio;
    }

    /// <summary>The clean sample that the step before predicted.</summary>
    private sealed record Memory(float[] Clean) : StepHistory;
}
