using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses;

/// <summary>
/// One body keypoint. x and y in [0, 1] of the picture; a network may place what the picture cuts off beyond it. Visibility in [0, 1]: how
/// sure it is that the point is in the picture and nothing hides it.
/// </summary>
public readonly record struct Landmark(double X, double Y, double Visibility);

/// <summary>The 33 landmarks of MediaPipe Pose in its order (<see cref="LandmarkNames"/>) and the box around the person.</summary>
public sealed record PoseEstimate(IReadOnlyList<Landmark> Landmarks, Box PersonBox)
{
    /// <summary>For each pixel of the picture the probability that it shows the person; null from estimators that do not segment.</summary>
    public ScalarMap? PersonMask { get; init; }
}
