using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Vision.Poses;

namespace ReCorD.Plugins.Scenes;

/// <summary>One picture to choose from and what was found in it.</summary>
public sealed record SceneCandidate
{
    /// <summary>Counted from 0, as the files of a run are.</summary>
    public required int Index { get; init; }

    public required long Seed { get; init; }

    public required RgbImage Image { get; init; }

    /// <summary>Whether the picture shows about where the candidate would end, and is not yet the finished one.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Where a preview's run stands, so that finishing it repeats no step; null where it cannot be gone on with.</summary>
    public PausedRun? Paused { get; init; }

    /// <summary>The preview from which this picture was finished, if it was. Whether the object is in place is judged by it, so that a repeat, which finishes later, judges alike.</summary>
    internal SceneCandidate? Preview { get; init; }

    /// <summary>Null where no person was found.</summary>
    public PoseEstimate? Pose { get; init; }

    /// <summary>Attention of the object's words; null where the prompt has no object.</summary>
    public ScalarMap? ObjectAttention { get; init; }

    /// <summary>Where that attention says the object is; null where it shows no region.</summary>
    public Box? ObjectBox { get; init; }
}
