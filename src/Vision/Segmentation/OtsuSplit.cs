namespace ReCorD.Vision.Segmentation;

/// <summary>A map split in two: the threshold on the map stretched to 0..255, and the cells at or above it.</summary>
public sealed record OtsuSplit(int Threshold, BinaryMask Mask);
