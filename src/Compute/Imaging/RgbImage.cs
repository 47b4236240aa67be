namespace ReCorD.Compute.Imaging;

/// <summary>A picture: 8-bit sRGB, rows from the top, three bytes a pixel.</summary>
public sealed class RgbImage
{
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != width * height * 3)
        {
            throw new ArgumentException($"A {width}x{height} picture holds {width * height * 3} bytes but {pixels.Length} were given.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>R, G, B of each pixel.</summary>
    public byte[] Pixels { get; }

    /// <summary>From one picture of shape [3, H, W] with values in [-1, 1] (an AutoencoderKL's output); values outside are clamped, rounding is to nearest.</summary>
    public static RgbImage FromPlanar(ReadOnlySpan<float> planes, int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        int plane = width * height;
        for (int i = 0; i < plane; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                float unit = Math.Clamp((planes[(channel * plane) + i] / 2) + 0.5f, 0, 1);
                pixels[(i * 3) + channel] = (byte)MathF.Round(unit * 255);
            }
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>As [3, H, W], each value mapped linearly from 0..255 to <paramref name="low"/>..<paramref name="high"/>.</summary>
    public float[] ToPlanar(float low, float high)
    {
        int plane = Width * Height;
        float[] planes = new float[plane * 3];
        for (int i = 0; i < plane; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                planes[(channel * plane) + i] = low + (Pixels[(i * 3) + channel] / 255f * (high - low));
            }
        }

        return planes;
    }
}
