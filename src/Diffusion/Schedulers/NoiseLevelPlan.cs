namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// A run in the variance-exploding scale: the sample is x0 + sigma * noise, and the network sees it divided by sqrt(sigma² + 1), which is the
/// same input that DDIM gives it at that share of noise.
/// </summary>
internal abstract class NoiseLevelPlan(NoiseLevelSteps steps, PredictionType prediction) : ISamplingPlan
{
    public IReadOnlyList<double> Timesteps => steps.Timesteps;

    public double InitNoiseSigma => steps.InitNoiseSigma;

    public double AlphaCumprod(int stepIndex) => 1 / ((Sigma(stepIndex) * Sigma(stepIndex)) + 1);

    public void ScaleModelInput(int stepIndex, ReadOnlySpan<float> sample, Span<float> destination)
    {
        double scale = Math.Sqrt(AlphaCumprod(stepIndex));
        for (int index = 0; index < sample.Length; index++)
        {
            destination[index] = (float)(sample[index] * scale);
        }
    }

    protected PredictionType Prediction => prediction;

    public abstract StepResult Step(ReadOnlySpan<float> modelOutput, int stepIndex, ReadOnlySpan<float> sample, StepContext context = default);

    /// <summary>Sigma at a call; one more gives that at which the run ends.</summary>
    protected double Sigma(int stepIndex) => steps.Sigmas[stepIndex];

    /// <summary>The clean value in a sample's value at a noise level, by what the network predicts.</summary>
    protected double Clean(double output, double sample, double sigma)
    {
        double signal = 1 / Math.Sqrt((sigma * sigma) + 1);
        return NetworkOutput.Split(prediction, output, sample * signal, signal, sigma * signal).Clean;
    }
}
