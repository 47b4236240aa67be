using ReCorD.Compute;
using ReCorD.Compute.Runtime;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>The one input of a network: a square picture in RGB. Name and layout are the file's own, since exports differ in both.</summary>
internal sealed record PictureInput(string Name, PixelLayout Layout, int Side)
{
    private const int Channels = 3;

    private TensorShape Shape => Layout == PixelLayout.Planar ? new TensorShape(1, Channels, Side, Side) : new TensorShape(1, Side, Side, Channels);

    /// <summary>Reads the layout off an input; sizes that the file leaves open fit. Null where it takes no picture of that side.</summary>
    public static PictureInput? Of(TensorInfo info, int side)
    {
        bool Fits(params ReadOnlySpan<long> expected)
        {
            for (int axis = 0; axis < expected.Length; axis++)
            {
                if (info.Dimensions[axis] >= 0 && info.Dimensions[axis] != expected[axis])
                {
                    return false;
                }
            }

            return true;
        }

        if (info.ElementType != ElementType.Float32 || info.Dimensions.Length != 4)
        {
            return null;
        }

        return info.Dimensions[1] == Channels && Fits(1, Channels, side, side) ? new PictureInput(info.Name, PixelLayout.Planar, side)
            : info.Dimensions[3] == Channels && Fits(1, side, side, Channels) ? new PictureInput(info.Name, PixelLayout.Interleaved, side)
            : null;
    }

    /// <summary>The tensor of a picture.</summary>
    /// <param name="pixels">R, G, B of each pixel in [0, 255].</param>
    /// <param name="low">What 0 becomes.</param>
    /// <param name="high">What 255 becomes.</param>
    public Tensor ToTensor(ReadOnlySpan<float> pixels, float low, float high)
    {
        float[] values = new float[pixels.Length];
        int plane = Side * Side;
        float scale = (high - low) / 255;
        for (int i = 0; i < values.Length; i++)
        {
            int place = Layout == PixelLayout.Planar ? ((i % Channels) * plane) + (i / Channels) : i;
            values[place] = low + (pixels[i] * scale);
        }

        return Tensor.From<float>(values, Shape);
    }
}
