namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>What a network must take and give to be used.</summary>
/// <param name="InputSide">Pixels on a side of its input.</param>
/// <param name="Low">Value of black.</param>
/// <param name="High">Value of full brightness.</param>
/// <param name="Outputs">What is read; other outputs are let be.</param>
/// <param name="Advice">For the error: which networks look alike and do not fit, and which one does.</param>
internal sealed record NetworkForm(int InputSide, float Low, float High, IReadOnlyList<OutputForm> Outputs, string Advice)
{
    internal const string Boxes = "boxes";
    internal const string Scores = "scores";
    internal const string Landmarks = "landmarks";
    internal const string Presence = "presence";
    internal const string Mask = "mask";
    internal const string HeatMaps = "heat maps";

    private const int Anchors = 2254;
    private const int MaskCells = 256 * 256;

    /// <summary>Mask of the networks of MediaPipe 0.8.4 to 0.8.6.</summary>
    private const int SmallMaskCells = 128 * 128;

    /// <summary>The person detector.</summary>
    public static NetworkForm Detector { get; } = new(
        DetectionDecoder.InputSide, -1, 1,
        [new OutputForm(Boxes, DetectionDecoder.RowLength, Anchors * DetectionDecoder.RowLength), new OutputForm(Scores, null, Anchors)],
        $"Detectors for 128 x 128 pixels with 896 anchors (MediaPipe up to 0.8.3) are not supported; {MediaPipePoseFiles.Detector.Name} is ({MediaPipePoseFiles.Detector.Url}).");

    /// <summary>The landmark network, in any of its sizes lite, full and heavy.</summary>
    public static NetworkForm Pose { get; } = new(
        LandmarkDecoder.InputSide, 0, 1,
        [
            new OutputForm(Landmarks, null, LandmarkDecoder.Rows * LandmarkDecoder.RowLength),
            new OutputForm(Presence, null, 1),
            new OutputForm(Mask, null, MaskCells, SmallMaskCells),
            new OutputForm(HeatMaps, LandmarkDecoder.Rows, HeatMapRefinement.Cells * HeatMapRefinement.Cells * LandmarkDecoder.Rows),
        ],
        $"Networks with 31 landmarks or for the upper body (MediaPipe up to 0.8.3) are not supported; {MediaPipePoseFiles.Landmarks.Name} is ({MediaPipePoseFiles.Landmarks.Url}).");
}
