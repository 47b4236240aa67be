using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses;

/// <summary>The rectangle around a whole person, from landmarks that lie on bones and in the face.</summary>
public static class PersonBox
{
    /// <summary>How far flesh and clothes reach beyond the landmarks, in head radii.</summary>
    public const double LimbMargin = 0.4;

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
    public static Box Around(IReadOnlyList<Landmark> landmarks, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        Landmark nose = landmarks[Nose], left = landmarks[LeftEar], right = landmarks[RightEar];
        double headX = (left.X + right.X) / 2, headY = (left.Y + right.Y) / 2;
        double radius = Math.Max(
            double.Hypot((nose.X - headX) * width, (nose.Y - headY) * height),
            double.Hypot((left.X - right.X) * width, (left.Y - right.Y) * height) / 2);
        Box points = new(landmarks.Min(point => point.X), landmarks.Min(point => point.Y), landmarks.Max(point => point.X), landmarks.Max(point => point.Y));
        Box all = points.Union(Box.FromCenter(headX, headY, radius * 2 / width, radius * 2 / height));
        double marginX = LimbMargin * radius / width, marginY = LimbMargin * radius / height;
        return new Box(all.Left - marginX, all.Top - marginY, all.Right + marginX, all.Bottom + marginY).Intersect(Box.WholePicture);
    }
}
