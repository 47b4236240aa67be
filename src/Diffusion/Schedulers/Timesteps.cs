namespace ReCorD.Diffusion.Schedulers;

/// <summary>Spreads n steps over the training timesteps as the integer schedulers of diffusers do (DDIM, PNDM). Rounding is half to even, as numpy's.</summary>
internal static class Timesteps
{
    /// <summary>Descending timesteps, one per step.</summary>
    /// <param name="spacing">How they are spread.</param>
    /// <param name="trainTimesteps">N.</param>
    /// <param name="steps">n, in [1, N].</param>
    /// <param name="stepsOffset">Added in the leading spacing only.</param>
    public static int[] Spread(TimestepSpacing spacing, int trainTimesteps, int steps, int stepsOffset)
    {
        int[] timesteps = new int[steps];

        // numpy.arange(N, 0, -N/n) steps by the difference of its first two values, which is not quite -N/n in float64.
        double trailingStep = trainTimesteps - ((double)trainTimesteps / steps) - trainTimesteps;
        for (int index = 0; index < steps; index++)
        {
            int ascending = steps - 1 - index;
            timesteps[index] = spacing switch
            {
                TimestepSpacing.Leading => (trainTimesteps / steps * ascending) + stepsOffset,
                TimestepSpacing.Linspace => steps == 1 ? 0 : (int)Math.Round(ascending * ((trainTimesteps - 1) / (double)(steps - 1))),
                TimestepSpacing.Trailing => (int)Math.Round(trainTimesteps + (index * trailingStep)) - 1,
                _ => throw new ArgumentOutOfRangeException(nameof(spacing), spacing, "Expected Leading, Linspace or Trailing."),
            };
        }

        return timesteps;
    }
}
