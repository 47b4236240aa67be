namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>What lies around the picture.</summary>
internal enum SampleBorder
{
    /// <summary>Black; MediaPipe's letterbox for the detector.</summary>
    Black,

    /// <summary>The pixels at its edge go on; MediaPipe's crop for the landmarks.</summary>
    Replicate,
}
