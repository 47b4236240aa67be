using ReCorD.Compute.Imaging;

namespace ReCorD.Diffusion.Methods;

/// <summary>PyTorch's <c>interpolate(mode="bilinear", align_corners=False)</c> for maps: cell centres are aligned and edges repeated.</summary>
internal static class BilinearResize
{
    public static ScalarMap To(ScalarMap map, int width, int height)
    {
        if (map.Width == width && map.Height == height)
        {
            return map;
        }

        float[] values = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            (int top, int bottom, float down) = Neighbours(y, height, map.Height);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, float across) = Neighbours(x, width, map.Width);
                float upper = map[left, top] + (across * (map[right, top] - map[left, top]));
                float lower = map[left, bottom] + (across * (map[right, bottom] - map[left, bottom]));
                values[(y * width) + x] = upper + (down * (lower - upper));
            }
        }

        return new ScalarMap(width, height, values);
    }

    private static (int Low, int High, float Share) Neighbours(int index, int size, int sourceSize)
    {
        float position = Math.Max(0, ((index + 0.5f) * sourceSize / size) - 0.5f);
        int low = Math.Min((int)position, sourceSize - 1);
        return (low, Math.Min(low + 1, sourceSize - 1), position - low);
    }
}
