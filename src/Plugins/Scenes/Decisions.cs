using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Plugins.Scenes;

/// <summary>Which candidate goes on, counted from 0, and why.</summary>
public sealed record PoseChoice(int Index, string Reasoning);

/// <summary>Where the object should be, what was seen before deciding so, and why.</summary>
public sealed record LayoutChoice(Box Box, IReadOnlyDictionary<string, string> Attributes, string Reasoning);

/// <summary>Whether old and new object box differ enough to be worth a correction.</summary>
/// <param name="IntersectionOverUnion">Of the present and the proposed box; 0 where the present one is not known.</param>
/// <param name="Threshold">Above it nothing is corrected.</param>
/// <param name="Corrected">Whether a correction follows.</param>
/// <param name="Reason">The same in words.</param>
public sealed record ChangeCheck(double IntersectionOverUnion, double Threshold, bool Corrected, string Reason);

/// <summary>A few guided steps with a box.</summary>
/// <param name="Box">The box that was tried.</param>
/// <param name="Preview">The clean picture predicted after the last step.</param>
/// <param name="ShareInside">Share of the object's attention inside the box, in [0, 1].</param>
/// <param name="Loss">Box loss of the last guided step; null where the method made none.</param>
public sealed record LayoutTrial(Box Box, RgbImage Preview, double ShareInside, double? Loss);

/// <summary>The corrected picture with the measures of before and after.</summary>
public sealed record SceneCorrection
{
    public required Box Target { get; init; }

    public required RgbImage Image { get; init; }

    public required IReadOnlyList<GuidanceStep> Steps { get; init; }

    public required ScalarMap AttentionBefore { get; init; }

    public required ScalarMap AttentionAfter { get; init; }

    public required Box? ObjectBoxBefore { get; init; }

    public required Box? ObjectBoxAfter { get; init; }

    /// <summary>Share of the object's attention inside the target before, in [0, 1].</summary>
    public double ShareBefore => AttentionBefore.ShareInside(Target);

    /// <summary>The same after.</summary>
    public double ShareAfter => AttentionAfter.ShareInside(Target);

    /// <summary>Intersection over union of the located object and the target before; 0 where it was not located.</summary>
    public double IouBefore => ObjectBoxBefore?.IntersectionOverUnion(Target) ?? 0;

    /// <summary>The same after.</summary>
    public double IouAfter => ObjectBoxAfter?.IntersectionOverUnion(Target) ?? 0;

    /// <summary>Neither measure rose: the object is no nearer to its box than before.</summary>
    public bool IsVain => ShareAfter <= ShareBefore && IouAfter <= IouBefore;

    /// <summary>Both measures fell: the object is further from its box than before.</summary>
    public bool IsWorse => ShareAfter < ShareBefore && IouAfter < IouBefore;
}
