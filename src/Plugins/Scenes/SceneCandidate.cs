using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses;

namespace ReCorD.Plugins.Scenes;

/// <summary>One picture to choose from and what was found in it.</summary>
public sealed record SceneCandidate
{
    /// <summary>Counted from 0, as the files of a run are.</summary>
    public required int Index { get; init; }

    public required long Seed { get; init; }

    public required RgbImage Image { get; init; }

    /// <summary>Whether the picture is what a run of fewer steps predicts, not yet the finished one.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Null where no person was found.</summary>
    public PoseEstimate? Pose { get; init; }

    /// <summary>Attention of the object's words; null where the prompt has no object.</summary>
    public ScalarMap? ObjectAttention { get; init; }

    /// <summary>Where that attention says the object is; null where it shows no region.</summary>
    public Box? ObjectBox { get; init; }
}
