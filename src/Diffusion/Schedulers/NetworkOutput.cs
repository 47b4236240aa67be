namespace ReCorD.Diffusion.Schedulers;

/// <summary>Reads what a network predicts.</summary>
internal static class NetworkOutput
{
    /// <summary>The clean value and the noise that a value of the network's input consists of: input = signal * clean + spread * noise.</summary>
    public static (double Clean, double Epsilon) Split(PredictionType type, double output, double input, double signal, double spread) => type switch
    {
        PredictionType.Epsilon => ((input - (spread * output)) / signal, output),
        PredictionType.Velocity => ((signal * input) - (spread * output), (signal * output) + (spread * input)),
        _ => (output, (input - (signal * output)) / spread),
    };

    /// <exception cref="ArgumentException">The network's output has another length than the sample.</exception>
    public static void CheckLength(ReadOnlySpan<float> modelOutput, ReadOnlySpan<float> sample)
    {
        if (modelOutput.Length != sample.Length)
        {
            throw new ArgumentException($"The network's output has {modelOutput.Length} values but the sample {sample.Length}; they must be equal.", nameof(modelOutput));
        }
    }
}
