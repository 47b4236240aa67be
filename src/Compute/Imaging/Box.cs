namespace ReCorD.Compute.Imaging;

/// <summary>
/// An axis-parallel rectangle on the picture, edges in [0, 1] of its width and height, y downwards. Everything inside the
/// program uses this form; pixels, the 512-space of ReCorD and x/y/width/height are converted at the border.
/// </summary>
public readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Side of the square in which the official ReCorD code states boxes, whatever the picture's size.</summary>
    public const int ReferenceSize = 512;

    public static Box WholePicture { get; } = new(0, 0, 1, 1);

    public double Width => Right - Left;

    public double Height => Bottom - Top;

    /// <summary>Area as a share of the picture; 0 for an empty or inverted box.</summary>
    public double Area => Math.Max(0, Width) * Math.Max(0, Height);

    public double CenterX => (Left + Right) / 2;

    public double CenterY => (Top + Bottom) / 2;

    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>From edges on a canvas of the given size, 512 by default.</summary>
    public static Box FromPixels(double left, double top, double right, double bottom, double width = ReferenceSize, double height = ReferenceSize)
        => new(left / width, top / height, right / width, bottom / height);

    /// <summary>From centre and size.</summary>
    public static Box FromCenter(double centerX, double centerY, double width, double height)
        => new(centerX - (width / 2), centerY - (height / 2), centerX + (width / 2), centerY + (height / 2));

    /// <summary>Edges in 512-space as x1, y1, x2, y2, rounded half to even.</summary>
    public int[] ToReference() =>
    [
        (int)Math.Round(Left * ReferenceSize), (int)Math.Round(Top * ReferenceSize),
        (int)Math.Round(Right * ReferenceSize), (int)Math.Round(Bottom * ReferenceSize),
    ];

    public Box Intersect(Box other) => new(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    /// <summary>The smallest box around both.</summary>
    public Box Union(Box other) => new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>The same size, moved by the least distance that puts it inside the picture (cut where it is too large).</summary>
    public Box MovedInside()
    {
        double width = Math.Min(Width, 1), height = Math.Min(Height, 1);
        double left = Math.Clamp(Left, 0, 1 - width), top = Math.Clamp(Top, 0, 1 - height);
        return new Box(left, top, left + width, top + height);
    }

    /// <summary>Intersection over union, in [0, 1]; 0 where both are empty.</summary>
    public double IntersectionOverUnion(Box other)
    {
        double shared = Intersect(other).Area;
        double union = Area + other.Area - shared;
        return union <= 0 ? 0 : shared / union;
    }
}
