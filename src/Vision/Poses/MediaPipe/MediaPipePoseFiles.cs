namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>
/// The published files of MediaPipe's pose networks in ONNX form: those of OpenCV's model zoo, under the Apache-2.0 licence, one repository
/// for each network. Nothing here downloads them.
/// </summary>
public static class MediaPipePoseFiles
{
    private const string DetectorRepository = "opencv/person_detection_mediapipe";
    private const string LandmarksRepository = "opencv/pose_estimation_mediapipe";

    /// <summary>Detector in single precision.</summary>
    public static MediaPipePoseFile Detector { get; } = new(
        MediaPipePosePart.Detector, "person_detection_mediapipe_2023mar.onnx", 11_990_159,
        "47fd5599d6fa17608f03e0eb0ae230baa6e597d7e8a2c8199fe00abea55a701f", DetectorRepository);

    /// <summary>Landmarks in single precision.</summary>
    public static MediaPipePoseFile Landmarks { get; } = new(
        MediaPipePosePart.Landmarks, "pose_estimation_mediapipe_2023mar.onnx", 5_557_238,
        "9d89c599319a18fb7d2e28451a883476164543182bafca5f09eb2cf767ed2f3f", LandmarksRepository);

    /// <summary>All known files; of each network the preferred one first. Those in <c>int8bq</c> hold their weights in 8 bits and are otherwise the same.</summary>
    public static IReadOnlyList<MediaPipePoseFile> All { get; } =
    [
        Detector,
        Landmarks,
        new(
            MediaPipePosePart.Detector, "person_detection_mediapipe_2023mar_int8bq.onnx", 3_482_053,
            "c5ed8c00c028b98e5d2c55b920a6e975af6c4cd538cfeea7c054f4fbbd8b9075", DetectorRepository),
        new(
            MediaPipePosePart.Landmarks, "pose_estimation_mediapipe_2023mar_int8bq.onnx", 1_694_896,
            "1848ea80f657f4620e0de160594f598ed8107c9e7785d0be74f65cf15aa6deb1", LandmarksRepository),
    ];

    /// <summary>The file published under a name, or null.</summary>
    public static MediaPipePoseFile? Find(string name) => All.FirstOrDefault(file => file.Name == name);

    /// <summary>The files of one network, the preferred one first.</summary>
    public static IEnumerable<MediaPipePoseFile> Of(MediaPipePosePart part) => All.Where(file => file.Part == part);
}
