namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>The two networks that find a pose, one after the other.</summary>
public enum MediaPipePosePart
{
    /// <summary>Finds people in the whole picture.</summary>
    Detector,

    /// <summary>Finds the 33 landmarks and the silhouette of one person in a cut-out.</summary>
    Landmarks,
}
