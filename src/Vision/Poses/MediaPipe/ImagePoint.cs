namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>A point. In pixels of the picture x = 0 is its left edge and the first pixel's centre is 0.5; in shares of a region 0 and 1 are its edges.</summary>
internal readonly record struct ImagePoint(double X, double Y);
