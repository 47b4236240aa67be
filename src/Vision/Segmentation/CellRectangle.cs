namespace ReCorD.Vision.Segmentation;

/// <summary>A rectangle of whole cells of a map: its first column and row, and how many of each.</summary>
public readonly record struct CellRectangle(int X, int Y, int Width, int Height);
