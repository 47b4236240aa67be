namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>
/// A square of the picture, possibly turned and possibly reaching beyond it, that a network is shown. Centre and side are in pixels of the
/// picture, so that the square is one whatever the picture's aspect; the angle in radians turns its upright axis clockwise as seen.
/// </summary>
internal readonly record struct ImageRegion(double CenterX, double CenterY, double Side, double Angle)
{
    /// <summary>How far the region reaches beyond the circle around the body (MediaPipe's pose_detection_to_roi: scale 1.25 on both axes).</summary>
    internal const double BodyMargin = 1.25;

    /// <summary>The smallest upright square around the whole picture, with the same centre: the detector's letterbox.</summary>
    public static ImageRegion Letterbox(int width, int height) => new(width / 2.0, height / 2.0, Math.Max(width, height), 0);

    /// <summary>
    /// The square around a body, turned so that the body stands upright in it. Source: MediaPipe's alignment points to rectangle.
    /// </summary>
    /// <param name="hips">Middle of the hips in pixels: the region's centre.</param>
    /// <param name="circle">A point in pixels on the circle that encloses the body, in the direction of its head.</param>
    public static ImageRegion AroundBody(ImagePoint hips, ImagePoint circle)
    {
        double radius = double.Hypot(circle.X - hips.X, circle.Y - hips.Y);
        double angle = (Math.PI / 2) - Math.Atan2(hips.Y - circle.Y, circle.X - hips.X);
        return new ImageRegion(hips.X, hips.Y, 2 * radius * BodyMargin, Wrap(angle));
    }

    /// <summary>From shares of the region, (0, 0) its upper left and (1, 1) its lower right corner, to pixels of the picture.</summary>
    public ImagePoint ToImage(ImagePoint share)
    {
        (double sin, double cos) = Math.SinCos(Angle);
        double x = (share.X - 0.5) * Side, y = (share.Y - 0.5) * Side;
        return new ImagePoint(CenterX + (cos * x) - (sin * y), CenterY + (sin * x) + (cos * y));
    }

    /// <summary>The inverse of <see cref="ToImage"/>.</summary>
    public ImagePoint FromImage(ImagePoint pixel)
    {
        (double sin, double cos) = Math.SinCos(Angle);
        double x = pixel.X - CenterX, y = pixel.Y - CenterY;
        return new ImagePoint((((cos * x) + (sin * y)) / Side) + 0.5, (((cos * y) - (sin * x)) / Side) + 0.5);
    }

    /// <summary>The same direction in [-pi, pi).</summary>
    private static double Wrap(double angle) => angle - (2 * Math.PI * Math.Floor((angle + Math.PI) / (2 * Math.PI)));
}
