using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>
/// MediaPipe Pose for single pictures, people of any kind in any place: a detector looks at the whole picture, the best person found is cut
/// out upright, and a second network finds landmarks and silhouette in the cut-out. Follows MediaPipe's still-image mode, which takes no help
/// from earlier pictures and smooths nothing. Of several people the one that the detector is surest of is taken.
/// </summary>
internal sealed class MediaPipePoseEstimator : IPoseEstimator
{
    /// <summary>Probability that must be exceeded for the cut-out to hold a person: MediaPipe's default.</summary>
    private const double MinimumPresence = 0.5;

    /// <summary>A body smaller than this many pixels has no pose to speak of; a network may also put both points into one place.</summary>
    private const double SmallestRegion = 1;

    private readonly PoseNetwork detector;
    private readonly PoseNetwork landmarkNetwork;

    internal MediaPipePoseEstimator(PoseNetwork detector, PoseNetwork landmarkNetwork)
        => (this.detector, this.landmarkNetwork) = (detector, landmarkNetwork);

    public PoseEstimate? Estimate(RgbImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (FindBody(image, cancellationToken) is not { Side: >= SmallestRegion } region)
        {
            return null;
        }

        float[] crop = RegionSampler.Sample(image, region, LandmarkDecoder.InputSide, SampleBorder.Replicate);
        IReadOnlyDictionary<string, float[]> outputs = landmarkNetwork.Run(crop, cancellationToken);

        // This output is a probability already, other than all the rest.
        return outputs[NetworkForm.Presence][0] > MinimumPresence ? Read(outputs, region, image.Width, image.Height) : null;
    }

    public void Dispose()
    {
        detector.Dispose();
        landmarkNetwork.Dispose();
    }

    /// <summary>The region around the person that the detector is surest of, or null where there is nobody.</summary>
    private ImageRegion? FindBody(RgbImage image, CancellationToken cancellationToken)
    {
        ImageRegion letterbox = ImageRegion.Letterbox(image.Width, image.Height);
        float[] pixels = RegionSampler.Sample(image, letterbox, DetectionDecoder.InputSide, SampleBorder.Black);
        IReadOnlyDictionary<string, float[]> outputs = detector.Run(pixels, cancellationToken);
        IReadOnlyList<PersonDetection> people = WeightedSuppression.Merge(DetectionDecoder.Decode(outputs[NetworkForm.Boxes], outputs[NetworkForm.Scores]));
        return people is [{ } surest, ..] ? ImageRegion.AroundBody(letterbox.ToImage(surest.Hips), letterbox.ToImage(surest.BodyCircle)) : null;
    }

    /// <summary>Null where the networks put the whole person outside the picture.</summary>
    private static PoseEstimate? Read(IReadOnlyDictionary<string, float[]> outputs, ImageRegion region, int width, int height)
    {
        BodyPoint[] points = LandmarkDecoder.Decode(outputs[NetworkForm.Landmarks], outputs[NetworkForm.HeatMaps]);
        Landmark[] landmarks = Array.ConvertAll(points, point =>
        {
            ImagePoint pixel = region.ToImage(point.Place);
            return new Landmark(pixel.X / width, pixel.Y / height, Math.Min(point.Visibility, point.Presence));
        });
        float[] mask = outputs[NetworkForm.Mask];
        ScalarMap person = MaskProjection.Project(mask, (int)Math.Sqrt(mask.Length), region, width, height);

        // The silhouette says where hair and clothes end, which no landmark does.
        Box box = PersonBox.Of(person) ?? PersonBox.Around(landmarks, width, height, index => points[index].Presence >= MinimumPresence);
        return box.IsEmpty ? null : new PoseEstimate(landmarks, box) { PersonMask = person };
    }
}
