namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>The order of a picture's numbers in a tensor.</summary>
internal enum PixelLayout
{
    /// <summary>[1, 3, height, width].</summary>
    Planar,

    /// <summary>[1, height, width, 3].</summary>
    Interleaved,
}
