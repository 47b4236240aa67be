using ReCorD.Compute.Imaging;
using ReCorD.Vision.Segmentation;

namespace ReCorD.Plugins.Imaging;

/// <summary>Locates by Otsu's threshold and the largest contour, as the official ReCorD code does.</summary>
public sealed class AttentionObjectLocator : IObjectLocator
{
    /// <summary>A region with a smaller share of the strongest one's attention is a remnant, not another object.</summary>
    private const double Remnant = 1.0 / 3;

    public Box? Locate(ScalarMap attention) => ObjectLocator.Locate(attention)?.Box;

    public int CountRegions(ScalarMap attention)
    {
        double[] shares = [.. ObjectLocator.Regions(attention).Select(attention.ShareInside)];
        return shares.Length == 0 ? 0 : shares.Count(share => share >= Remnant * shares.Max());
    }
}
