namespace ReCorD.Vision.Overlays;

/// <summary>How the edge of a box is drawn.</summary>
public enum BoxLine
{
    Solid,
    Dashed,
}
