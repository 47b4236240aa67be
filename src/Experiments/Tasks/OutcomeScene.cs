using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses;

namespace ReCorD.Experiments.Tasks;

/// <summary>A picture or a figure with boxes.</summary>
/// <param name="Caption">What is seen.</param>
/// <param name="Picture">A PNG file and the name to keep it under; null: only the drawing.</param>
/// <param name="Pose">The person; null: none.</param>
/// <param name="Boxes">Boxes by the part they play, one of <see cref="BoxRoles"/>.</param>
public sealed record OutcomeScene(string Caption, PictureFile? Picture, PoseEstimate? Pose, IReadOnlyDictionary<string, Box> Boxes);

/// <summary>A PNG file.</summary>
/// <param name="Name">Name to keep it under, which tells its content: equal names are equal pictures.</param>
/// <param name="Data">Its bytes.</param>
public sealed record PictureFile(string Name, byte[] Data);

/// <summary>Parts that boxes play in drawings.</summary>
public static class BoxRoles
{
    public const string Person = "person";

    /// <summary>Where the object was given, or was before.</summary>
    public const string Before = "before";

    /// <summary>The agent's answer, or the target of a correction.</summary>
    public const string Answer = "answer";

    /// <summary>The truth, or where the object was found in the end.</summary>
    public const string Truth = "truth";
}
