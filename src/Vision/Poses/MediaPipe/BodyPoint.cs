namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>A landmark as the network gives it.</summary>
/// <param name="Place">In shares of the crop; may lie outside [0, 1].</param>
/// <param name="Visibility">Probability that it is in the picture and nothing hides it.</param>
/// <param name="Presence">Probability that it is in the picture, hidden or not.</param>
internal readonly record struct BodyPoint(ImagePoint Place, double Visibility, double Presence);
