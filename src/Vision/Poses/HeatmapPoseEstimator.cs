using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Vision.Imaging;

namespace ReCorD.Vision.Poses;

/// <summary>
/// The small pose network of models/mini-hoi: one 32x32 heat map a landmark, read out by soft-argmax. Input <c>image</c>: float32
/// [1, 3, 64, 64], RGB in [0, 1]; the picture is resampled to that, whatever its size. Outputs <c>landmarks</c>: float32 [1, 33, 2], x and
/// y in [0, 1]; <c>peak</c>: float32 [1, 33], the largest cell of each heat map after its softmax.
/// </summary>
internal sealed class HeatmapPoseEstimator : IPoseEstimator
{
    internal const string Image = "image";
    internal const string Landmarks = "landmarks";
    internal const string Peak = "peak";

    /// <summary>
    /// Mean peak below which there is no person. Measured: 30 pictures sampled from mini-hoi 0.051 (figures that have come apart) to
    /// 0.218; backgrounds without a person, with and without a ball 0.009 to 0.011; plain colours 0.006 to 0.035; white and Gaussian noise 0.006 to
    /// 0.038. Random patches of strong colour reach 0.067 and may be taken for a person.
    /// </summary>
    internal const double MinimumMeanPeak = 0.045;

    private const int Side = 64;
    private const int HeatMapCells = 32 * 32;

    private readonly Session session;

    internal HeatmapPoseEstimator(Session session) => this.session = session;

    internal static TensorShape ImageShape { get; } = new(1, 3, Side, Side);

    internal static TensorShape LandmarksShape { get; } = new(1, LandmarkNames.All.Count, 2);

    internal static TensorShape PeakShape { get; } = new(1, LandmarkNames.All.Count);

    public PoseEstimate? Estimate(RgbImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        using Tensor input = Tensor.From<float>(ImageResizer.Resize(image, Side, Side, ResizeKernel.Lanczos3).ToPlanar(0, 1), ImageShape);
        IReadOnlyDictionary<string, Tensor> outputs = session.Run(new Dictionary<string, Tensor> { [Image] = input }, cancellationToken);
        try
        {
            return Read(outputs[Landmarks].AsSpan<float>(), outputs[Peak].AsSpan<float>(), image.Width, image.Height);
        }
        finally
        {
            foreach (Tensor output in outputs.Values)
            {
                output.Dispose();
            }
        }
    }

    public void Dispose() => session.Dispose();

    /// <summary>
    /// Visibility of a landmark from its peak: <c>1 + ln(peak) / ln(1024)</c>, the share of the largest possible min-entropy that is
    /// missing. 0 for a map that is even over all 1,024 cells, 1 where one cell holds everything.
    /// </summary>
    internal static double Visibility(double peak) => Math.Clamp(1 + (Math.Log(Math.Max(peak, double.Epsilon)) / Math.Log(HeatMapCells)), 0, 1);

    private static PoseEstimate? Read(ReadOnlySpan<float> points, ReadOnlySpan<float> peaks, int width, int height)
    {
        Landmark[] landmarks = new Landmark[peaks.Length];
        double sum = 0;
        for (int i = 0; i < landmarks.Length; i++)
        {
            landmarks[i] = new Landmark(points[i * 2], points[(i * 2) + 1], Visibility(peaks[i]));
            sum += peaks[i];
        }

        return sum / landmarks.Length >= MinimumMeanPeak ? new PoseEstimate(landmarks, PersonBox.Around(landmarks, width, height)) : null;
    }
}
