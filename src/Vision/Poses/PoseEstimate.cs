using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses;

/// <summary>One body keypoint. x and y in [0, 1] of the picture, visibility in [0, 1].</summary>
public readonly record struct Landmark(double X, double Y, double Visibility);

/// <summary>The 33 landmarks of MediaPipe Pose in its order (<see cref="LandmarkNames"/>) and the box around the person.</summary>
public sealed record PoseEstimate(IReadOnlyList<Landmark> Landmarks, Box PersonBox);
