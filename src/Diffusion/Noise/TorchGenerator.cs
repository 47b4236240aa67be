namespace ReCorD.Diffusion.Noise;

/// <summary>
/// Draws what <c>torch.randn(n, generator=torch.Generator().manual_seed(seed))</c> draws in float32 on a CPU, so that a seed means
/// the same picture as in PyTorch. Source: PyTorch, aten/src/ATen/native/cpu/DistributionTemplates.h (<c>normal_fill</c>, and its
/// AVX2 form <c>normal_fill_AVX2</c>, whose logarithm and sine are those of <see cref="VectorMath"/>) and
/// aten/src/ATen/core/DistributionsHelper.h (<c>normal_distribution</c>).
/// </summary>
/// <remarks>
/// Two different algorithms, chosen by the length of one call as in PyTorch: from <see cref="BlockSize"/> values on, float32
/// uniforms turned into normals block by block; below it, one by one in float64 with the second of each pair kept for the next call.
/// The numbers are bit-equal to PyTorch 1.13 on a CPU with AVX2; PyTorch itself may differ in the last bit between processors.
/// </remarks>
public sealed class TorchGenerator : INoiseSource
{
    /// <summary>Values that one Box-Muller block turns over, and the length from which blocks are used.</summary>
    private const int BlockSize = 16;

    private readonly MersenneTwister engine;
    private double? keptNormal;

    /// <param name="seed">The seed. PyTorch's CPU generator uses its lower 32 bits only; so does this one.</param>
    public TorchGenerator(long seed)
    {
        Seed = seed;
        engine = new MersenneTwister(unchecked((uint)seed));
    }

    /// <summary>The seed as given.</summary>
    public long Seed { get; }

    /// <inheritdoc/>
    public void Fill(Span<float> destination)
    {
        if (destination.Length < BlockSize)
        {
            FillOneByOne(destination);
        }
        else
        {
            FillBlocks(destination);
        }
    }

    private void FillBlocks(Span<float> destination)
    {
        FillUniform(destination);
        int whole = destination.Length - (destination.Length % BlockSize);
        for (int start = 0; start < whole; start += BlockSize)
        {
            ToNormal(destination.Slice(start, BlockSize));
        }

        if (whole < destination.Length)
        {
            // The rest has no block of its own: the last 16 values are drawn anew, over numbers that were already made.
            Span<float> last = destination[^BlockSize..];
            FillUniform(last);
            ToNormal(last);
        }
    }

    private void FillUniform(Span<float> destination)
    {
        foreach (ref float value in destination)
        {
            value = (engine.NextUInt32() & 0xffffff) * (1f / (1 << 24));
        }
    }

    /// <summary>Box and Muller (1958): uniform j and j + 8 of a block give normal j and j + 8.</summary>
    private static void ToNormal(Span<float> block)
    {
        const int half = BlockSize / 2;
        for (int index = 0; index < half; index++)
        {
            // [0, 1) to (0, 1], for the logarithm.
            float radius = MathF.Sqrt(-2f * VectorMath.Log(1f - block[index]));
            (float sine, float cosine) = VectorMath.SinCos(2f * MathF.PI * block[index + half]);
            block[index] = radius * cosine;
            block[index + half] = radius * sine;
        }
    }

    private void FillOneByOne(Span<float> destination)
    {
        foreach (ref float value in destination)
        {
            if (keptNormal is { } kept)
            {
                value = (float)kept;
                keptNormal = null;
                continue;
            }

            double angle = 2 * Math.PI * NextUniformDouble();
            double radius = Math.Sqrt(-2 * LogOnePlus(-NextUniformDouble()));
            keptNormal = radius * Math.Sin(angle);
            value = (float)(radius * Math.Cos(angle));
        }
    }

    private double NextUniformDouble() => (engine.NextUInt64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    /// <summary>
    /// log(1 + x) for x in (-1, 0] without cancellation, which .NET does not offer: Kahan's correction, good to a few units in the last
    /// place of float64 and so exact after rounding to float32.
    /// </summary>
    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }
}
