namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// The rest of another plan in fewer, longer steps, to see about where it leads: second-order DPM-Solver++ (Lu et al., arXiv 2211.01095) over some of that
/// plan's noise levels, whatever its own solver, and without fresh noise. Its sample is the network's input, sqrt(alpha) x0 + sqrt(1 - alpha) noise.
/// </summary>
internal sealed class ShortenedPlan : ISamplingPlan
{
    private readonly DpmSolverPlan solver;
    private readonly int[] starts;

    private ShortenedPlan(DpmSolverPlan solver, int[] starts)
    {
        this.solver = solver;
        this.starts = starts;
    }

    public IReadOnlyList<double> Timesteps => solver.Timesteps;

    public double InitNoiseSigma => 1;

    /// <param name="whole">The plan to shorten.</param>
    /// <param name="from">Its step, from 1, at which to begin; there its sample is to be had.</param>
    /// <param name="end">Its number of steps.</param>
    /// <param name="steps">Steps of the new plan, from 1 to those that are left.</param>
    /// <param name="prediction">What the network predicts.</param>
    public static ShortenedPlan Of(ISamplingPlan whole, int from, int end, int steps, PredictionType prediction)
    {
        int[] starts = [.. Enumerable.Range(0, steps + 1).Select(step => from + (step * (end - from) / steps))];
        int[] calls = [.. starts.SkipLast(1).Select(start => FirstCall(whole, start))];
        double[] sigmas = [.. calls.Select(call => Sigma(whole.AlphaCumprod(call))), 0];
        DpmSolverSettings settings = new(prediction, SecondOrder: true, Heun: false, FirstOrderLast: true, FirstOrderLastWhenShort: true);
        return new ShortenedPlan(new DpmSolverPlan(settings, [.. calls.Select(call => whole.Timesteps[call])], sigmas), starts);
    }

    /// <summary>The first call of a step.</summary>
    public static int FirstCall(ISamplingPlan plan, int step) => Enumerable.Range(0, plan.Timesteps.Count).First(call => plan.StepOf(call) == step);

    /// <summary>The step of the whole plan at which a call stands.</summary>
    public int Start(int call) => starts[call];

    /// <summary>Steps of the whole plan that a call stands for.</summary>
    public int Stride(int call) => starts[call + 1] - starts[call];

    public double AlphaCumprod(int stepIndex) => solver.AlphaCumprod(stepIndex);

    public void ScaleModelInput(int stepIndex, ReadOnlySpan<float> sample, Span<float> destination) => solver.ScaleModelInput(stepIndex, sample, destination);

    public StepResult Step(ReadOnlySpan<float> modelOutput, int stepIndex, ReadOnlySpan<float> sample, StepContext context = default)
        => solver.Step(modelOutput, stepIndex, sample, context);

    private static double Sigma(double alpha) => Math.Sqrt((1 - alpha) / alpha);
}
