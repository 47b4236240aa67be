using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>
/// Cuts a region out of a picture at the size a network wants. Bilinear, with pixel centres at halves on both sides. A region larger than the
/// result is averaged over so many samples a pixel (up to a limit) that no pixel of the picture is skipped; MediaPipe itself takes one sample
/// and so aliases.
/// </summary>
internal static class RegionSampler
{
    private const int Channels = 3;

    /// <summary>Most samples on a side of a pixel: enough for regions of 2,048 pixels. A wild answer of the detector must not take for ever.</summary>
    private const int MostSamples = 8;

    /// <param name="image">The picture.</param>
    /// <param name="region">The part of it; may reach beyond.</param>
    /// <param name="side">Width and height of the result.</param>
    /// <param name="border">What lies around the picture.</param>
    /// <returns>R, G and B of each pixel, rows from the top, in [0, 255].</returns>
    public static float[] Sample(RgbImage image, ImageRegion region, int side, SampleBorder border)
    {
        float[] pixels = new float[side * side * Channels];
        int samples = (int)Math.Clamp(Math.Ceiling(region.Side / side), 1, MostSamples);
        ImagePoint origin = region.ToImage(new ImagePoint(0, 0)), right = region.ToImage(new ImagePoint(1, 0)), down = region.ToImage(new ImagePoint(0, 1));
        double step = 1.0 / (side * samples);
        (double X, double Y) along = ((right.X - origin.X) * step, (right.Y - origin.Y) * step), below = ((down.X - origin.X) * step, (down.Y - origin.Y) * step);
        Source source = new(image, border, 1f / (samples * samples));
        for (int row = 0; row < side * samples; row++)
        {
            // A pixel of the picture has its centre at a half, the grid of the interpolation at whole numbers.
            double startX = origin.X + ((row + 0.5) * below.X) - 0.5, startY = origin.Y + ((row + 0.5) * below.Y) - 0.5;
            int target = row / samples * side * Channels;
            for (int column = 0; column < side * samples; column++)
            {
                source.Add(startX + ((column + 0.5) * along.X), startY + ((column + 0.5) * along.Y), pixels.AsSpan(target + (column / samples * Channels), Channels));
            }
        }

        return pixels;
    }

    /// <summary>The picture with what lies around it, and the weight of each sample.</summary>
    private readonly ref struct Source(RgbImage image, SampleBorder border, float weight)
    {
        private readonly ReadOnlySpan<byte> pixels = image.Pixels;
        private readonly int width = image.Width;
        private readonly int height = image.Height;

        /// <summary>Adds the weighted colour at a place between four pixels.</summary>
        public void Add(double x, double y, Span<float> sum)
        {
            if (border == SampleBorder.Black && (x <= -1 || y <= -1 || x >= width || y >= height))
            {
                return;
            }

            int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
            float toRight = (float)(x - left), toBottom = (float)(y - top);
            float upper = weight * (1 - toBottom), lower = weight * toBottom;
            AddPixel(left, top, upper * (1 - toRight), sum);
            AddPixel(left + 1, top, upper * toRight, sum);
            AddPixel(left, top + 1, lower * (1 - toRight), sum);
            AddPixel(left + 1, top + 1, lower * toRight, sum);
        }

        private void AddPixel(int x, int y, float share, Span<float> sum)
        {
            if ((uint)x >= (uint)width || (uint)y >= (uint)height)
            {
                if (border == SampleBorder.Black)
                {
                    return;
                }

                (x, y) = (Math.Clamp(x, 0, width - 1), Math.Clamp(y, 0, height - 1));
            }

            int pixel = ((y * width) + x) * Channels;
            sum[2] += share * pixels[pixel + 2];
            sum[1] += share * pixels[pixel + 1];
            sum[0] += share * pixels[pixel];
        }
    }
}
