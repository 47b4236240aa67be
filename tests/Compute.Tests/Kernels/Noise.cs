namespace ReCorD.Compute.Tests.Kernels;

/// <summary>Random numbers for kernels, from -0.5 to 0.5.</summary>
internal static class Noise
{
    public static float[] Of(int seed, int length)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)random.NextDouble() - 0.5f)];
    }
}
