using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>A person seen by the detector, in shares of its letterbox.</summary>
/// <param name="Score">Probability in [0, 1].</param>
/// <param name="Head">The box around face and head; the body is given by the points alone.</param>
/// <param name="Points">Middle of the hips, a point on the circle around the whole body, and the same two for the upper body.</param>
internal sealed record PersonDetection(double Score, Box Head, IReadOnlyList<ImagePoint> Points)
{
    public ImagePoint Hips => Points[0];

    public ImagePoint BodyCircle => Points[1];
}
