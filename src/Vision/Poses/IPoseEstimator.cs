using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses;

/// <summary>Finds the person in a picture. Safe to call from several threads.</summary>
public interface IPoseEstimator : IDisposable
{
    /// <summary>The pose of the one person, or null where none was found.</summary>
    PoseEstimate? Estimate(RgbImage image, CancellationToken cancellationToken);
}
