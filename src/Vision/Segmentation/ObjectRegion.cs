using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Segmentation;

/// <summary>Where the object is, read from its attention map.</summary>
/// <param name="Box">Rectangle around the largest shape of the mask, edges in [0, 1] of the picture.</param>
/// <param name="Threshold">Otsu's threshold on the map stretched to 0..255.</param>
/// <param name="Mask">Cells at or above the threshold, also those outside the largest shape.</param>
public sealed record ObjectRegion(Box Box, int Threshold, BinaryMask Mask);
