namespace ReCorD.Diffusion.Schedulers;

/// <summary>A PNDM run: see <see cref="PndmScheduler"/>.</summary>
internal sealed class PndmPlan(SchedulerConfig config, NoiseSchedule noise, PndmCall[] calls) : ISamplingPlan
{
    /// <summary>Outputs that the multistep method joins (<c>pndm_order</c>).</summary>
    public const int Order = 4;

    /// <summary>Coefficients of the Adams-Bashforth methods, newest output first, by how many outputs there are (equation 12 of the paper).</summary>
    private static readonly double[][] AdamsBashforth =
    [
        [1.0], [3 / 2.0, -1 / 2.0], [23 / 12.0, -16 / 12.0, 5 / 12.0], [55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0],
    ];

    public IReadOnlyList<double> Timesteps { get; } = [.. calls.Select(static call => (double)call.Time)];

    public double InitNoiseSigma => 1;

    public int StepOf(int call) => calls[call].Step;

    public double AlphaCumprod(int stepIndex) => noise.Alpha(calls[stepIndex].Time);

    public void ScaleModelInput(int stepIndex, ReadOnlySpan<float> sample, Span<float> destination) => sample.CopyTo(destination);

    public StepResult Step(ReadOnlySpan<float> modelOutput, int stepIndex, ReadOnlySpan<float> sample, StepContext context = default)
    {
        NetworkOutput.CheckLength(modelOutput, sample);
        PndmCall call = calls[stepIndex];
        float[] output = modelOutput.ToArray();
        Memory before = context.Memory<Memory>(stepIndex) ?? new Memory([], [], []);
        bool own = stepIndex == 0 || calls[stepIndex - 1].Step != call.Step;
        Memory memory = before with
        {
            Outputs = call.Stage is PndmStage.Multistep or PndmStage.RungeKuttaFirst ? [output, .. before.Outputs.Take(Order - 1)] : before.Outputs,
            Start = own ? sample.ToArray() : before.Start,
        };
        float[] joined;
        (joined, memory) = Join(call.Stage, output, memory);
        return Transfer(call, joined, memory);
    }

    /// <summary>The output to step with, from this call's and those before.</summary>
    private static (float[] Joined, Memory Memory) Join(PndmStage stage, float[] output, Memory memory) => stage switch
    {
        PndmStage.Multistep => (Weigh(AdamsBashforth[memory.Outputs.Length - 1], memory.Outputs), memory),
        PndmStage.Retry => (Weigh([0.5, 0.5], [output, memory.Outputs[0]]), memory),
        PndmStage.RungeKuttaFirst => (output, memory with { Sum = Weigh([1 / 6.0], [output]) }),
        PndmStage.RungeKuttaMiddle => (output, memory with { Sum = Weigh([1, 1 / 3.0], [memory.Sum, output]) }),
        _ => (Weigh([1, 1 / 6.0], [memory.Sum, output]), memory),
    };

    private static float[] Weigh(double[] weights, float[][] values)
    {
        float[] sum = new float[values[0].Length];
        for (int index = 0; index < sum.Length; index++)
        {
            double total = 0;
            for (int term = 0; term < weights.Length; term++)
            {
                total += weights[term] * values[term][index];
            }

            sum[index] = (float)total;
        }

        return sum;
    }

    /// <summary>Equation 11 of the paper, from the step's start.</summary>
    private StepResult Transfer(PndmCall call, float[] joined, Memory memory)
    {
        double alpha = noise.Alpha(call.From), next = NextAlpha(call.To);
        (double signal, double spread) = (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        double kept = Math.Sqrt(next / alpha);
        double removed = (next - alpha) / ((alpha * Math.Sqrt(1 - next)) + Math.Sqrt(alpha * (1 - alpha) * next));
        float[] previous = new float[joined.Length], original = new float[joined.Length];
        for (int index = 0; index < joined.Length; index++)
        {
            (double clean, double epsilon) = NetworkOutput.Split(config.PredictionType, joined[index], memory.Start[index], signal, spread);
            original[index] = (float)clean;
            previous[index] = (float)((kept * memory.Start[index]) - (removed * epsilon));
        }

        return new StepResult(previous, original, memory);
    }

    private double NextAlpha(int timestep) => timestep >= 0 ? noise.Alpha(timestep) : config.SetAlphaToOne ?? false ? 1 : noise.Alpha(0);

    /// <summary>What a run remembers.</summary>
    /// <param name="Outputs">Outputs of the network, newest first, at most <see cref="Order"/>: one a step.</param>
    /// <param name="Start">The sample at the start of the running step.</param>
    /// <param name="Sum">Of the outputs in the running Runge-Kutta step.</param>
    private sealed record Memory(float[][] Outputs, float[] Start, float[] Sum) : StepHistory;
}
