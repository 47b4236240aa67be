using ReCorD.Compute.Imaging;
using ReCorD.Vision.Segmentation;

namespace ReCorD.Plugins.Imaging;

/// <summary>Locates by Otsu's threshold and the largest contour, as the official ReCorD code does.</summary>
public sealed class AttentionObjectLocator : IObjectLocator
{
    public Box? Locate(ScalarMap attention) => ObjectLocator.Locate(attention)?.Box;
}
