using ReCorD.Compute.Imaging;

namespace ReCorD.Diffusion.Methods.Official;

/// <summary>The official code's form of 1 - A_m.</summary>
internal static class OfficialMask
{
    /// <summary>
    /// 1 - softmax over each row of cells. Entries of a mean attention map are small and close together, so that this is near 1 - 1/width
    /// everywhere: even damping, not a mask of the object.
    /// </summary>
    public static ScalarMap From(ScalarMap map)
    {
        float[] mask = new float[map.Values.Length];
        for (int start = 0; start < mask.Length; start += map.Width)
        {
            ReadOnlySpan<float> row = map.Values.AsSpan(start, map.Width);
            double[] powers = new double[map.Width];
            float maximum = float.NegativeInfinity;
            foreach (float value in row)
            {
                maximum = Math.Max(maximum, value);
            }

            for (int x = 0; x < powers.Length; x++)
            {
                powers[x] = Math.Exp(row[x] - maximum);
            }

            double sum = powers.Sum();
            for (int x = 0; x < powers.Length; x++)
            {
                mask[start + x] = 1 - (float)(powers[x] / sum);
            }
        }

        return map with { Values = mask };
    }
}
