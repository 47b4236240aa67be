using ReCorD.Compute;
using ReCorD.Compute.Runtime;

namespace ReCorD.Vision.Poses;

/// <summary>Opens the network of class <c>HeatmapPose</c>; see <see cref="HeatmapPoseEstimator"/>.</summary>
internal sealed class HeatmapPoseEstimatorLoader : IPoseEstimatorLoader
{
    private const string NetworkFile = "model.onnx";

    public string ClassName => "HeatmapPose";

    public IPoseEstimator Load(ComputeRuntime runtime, string folder, SessionSettings? settings, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, NetworkFile);
        Session session = Open(runtime, path, settings, cancellationToken);
        try
        {
            Check(path, "input", session.Inputs, HeatmapPoseEstimator.Image, HeatmapPoseEstimator.ImageShape);
            Check(path, "output", session.Outputs, HeatmapPoseEstimator.Landmarks, HeatmapPoseEstimator.LandmarksShape);
            Check(path, "output", session.Outputs, HeatmapPoseEstimator.Peak, HeatmapPoseEstimator.PeakShape);
            return new HeatmapPoseEstimator(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static Session Open(ComputeRuntime runtime, string path, SessionSettings? settings, CancellationToken cancellationToken)
    {
        try
        {
            return Session.Load(runtime, path, settings, cancellationToken);
        }
        catch (FileNotFoundException exception)
        {
            throw new PoseModelException(path, "The file does not exist. It holds the network in ONNX form.", exception);
        }
        catch (OrtException exception)
        {
            throw new PoseModelException(path, $"The network cannot be opened: {exception.Message}", exception);
        }
    }

    /// <summary>A shape that is not static in the file is left to the run.</summary>
    private static void Check(string path, string kind, IReadOnlyList<TensorInfo> infos, string name, TensorShape shape)
    {
        TensorInfo? info = infos.FirstOrDefault(info => info.Name == name)
            ?? throw new PoseModelException(path, $"Expected an {kind} `{name}`, found {string.Join(", ", infos.Select(info => info.Name))}.");
        if (info.ElementType != ElementType.Float32 || (info.Shape is { } found && !found.Equals(shape)))
        {
            throw new PoseModelException(path, $"Expected the {kind} `{name}` as Float32 {shape}, found {info.ElementType} {info.Shape}.");
        }
    }
}
