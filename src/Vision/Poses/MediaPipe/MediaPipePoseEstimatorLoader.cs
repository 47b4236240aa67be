using ReCorD.Compute.Runtime;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>Opens the two networks of class <c>MediaPipePose</c>; see <see cref="MediaPipePoseEstimator"/> and <see cref="MediaPipePoseFiles"/>.</summary>
internal sealed class MediaPipePoseEstimatorLoader : IPoseEstimatorLoader
{
    public string ClassName => "MediaPipePose";

    public IReadOnlyList<string> Files { get; } = [MediaPipePoseFiles.Detector.Name, MediaPipePoseFiles.Landmarks.Name];

    public bool Recognises(string folder) => MediaPipePoseFolder.IsOne(folder);

    public IPoseEstimator Load(ComputeRuntime runtime, string folder, SessionSettings? settings, CancellationToken cancellationToken)
    {
        string detectorPath = MediaPipePoseFolder.Find(folder, MediaPipePosePart.Detector), landmarksPath = MediaPipePoseFolder.Find(folder, MediaPipePosePart.Landmarks);
        PoseNetwork detector = PoseNetwork.Open(runtime, detectorPath, NetworkForm.Detector, settings, cancellationToken);
        try
        {
            return new MediaPipePoseEstimator(detector, PoseNetwork.Open(runtime, landmarksPath, NetworkForm.Pose, settings, cancellationToken));
        }
        catch
        {
            detector.Dispose();
            throw;
        }
    }
}
