using ReCorD.Compute.Imaging;
using ReCorD.Vision.Segmentation;

namespace ReCorD.Vision.Poses;

/// <summary>The rectangle around a whole person, from a silhouette, or from landmarks, which lie on bones and in the face.</summary>
public static class PersonBox
{
    /// <summary>How far flesh and clothes reach beyond the landmarks, in head radii.</summary>
    public const double LimbMargin = 0.4;

    /// <summary>Probability above which a cell of a silhouette is the person.</summary>
    private const float PersonFrom = 0.5f;

    /// <summary>
    /// Area, as a share of the largest region's, below which a region of a silhouette is a speck. What stands before a person cuts the silhouette into
    /// large parts; errors of segmentation are small, and one of them at the far side would spoil the box.
    /// </summary>
    private const double SpeckShare = 0.02;

    private const int Nose = 0;
    private const int LeftEar = 7;
    private const int RightEar = 8;

    /// <summary>
    /// The rectangle around all landmarks and the head, enlarged by <see cref="LimbMargin"/> head radii and cut at the picture's edges.
    /// The head is a circle about the middle of the ears, since no landmark lies on its top; its radius is the larger of the distance
    /// from there to the nose (seen from the side) and half the distance of the ears (seen from the front), both in pixels.
    /// </summary>
    /// <param name="landmarks">The 33 landmarks in MediaPipe's order.</param>
    /// <param name="width">Width of the picture in pixels: landmarks are in shares of it, and the head must be round.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="counts">Which landmarks the box must hold, by index; null for all. The head is always held.</param>
    public static Box Around(IReadOnlyList<Landmark> landmarks, int width, int height, Predicate<int>? counts = null)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        Landmark nose = landmarks[Nose], left = landmarks[LeftEar], right = landmarks[RightEar];
        double headX = (left.X + right.X) / 2, headY = (left.Y + right.Y) / 2;
        double radius = Math.Max(
            double.Hypot((nose.X - headX) * width, (nose.Y - headY) * height),
            double.Hypot((left.X - right.X) * width, (left.Y - right.Y) * height) / 2);
        Box head = Box.FromCenter(headX, headY, radius * 2 / width, radius * 2 / height);
        Box all = landmarks.Where((_, index) => counts?.Invoke(index) ?? true).Aggregate(head, (box, point) => box.Union(new Box(point.X, point.Y, point.X, point.Y)));
        double marginX = LimbMargin * radius / width, marginY = LimbMargin * radius / height;
        return new Box(all.Left - marginX, all.Top - marginY, all.Right + marginX, all.Bottom + marginY).Intersect(Box.WholePicture);
    }

    /// <summary>The rectangle around what a silhouette says is the person, specks left out; null where it shows nobody.</summary>
    /// <param name="silhouette">Probabilities over the picture.</param>
    public static Box? Of(ScalarMap silhouette)
    {
        ArgumentNullException.ThrowIfNull(silhouette);
        BinaryMask mask = new(silhouette.Width, silhouette.Height, Array.ConvertAll(silhouette.Values, value => value > PersonFrom));
        (Box Bounds, double Area)[] regions = [.. ExternalContours.Find(mask).Select(contour => (ToBox(contour.Bounds, mask), contour.PolygonArea))];
        if (regions.Length == 0)
        {
            return null;
        }

        double least = regions.Max(region => region.Area) * SpeckShare;
        return regions.Where(region => region.Area >= least).Select(region => region.Bounds).Aggregate((all, next) => all.Union(next));
    }

    private static Box ToBox(CellRectangle cells, BinaryMask mask) =>
        Box.FromPixels(cells.X, cells.Y, cells.X + cells.Width, cells.Y + cells.Height, mask.Width, mask.Height);
}
