namespace ReCorD.Vision.Imaging;

/// <summary>How a picture is resampled.</summary>
public enum ResizeKernel
{
    /// <summary>The pixel whose area holds the new pixel's centre: keeps the hard edges of small pictures shown large.</summary>
    Nearest,

    /// <summary>Windowed sinc over three lobes, antialiased when shrinking: for photographs and for feeding networks.</summary>
    Lanczos3,
}
