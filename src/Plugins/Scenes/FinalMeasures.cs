using ReCorD.Compute.Imaging;

namespace ReCorD.Plugins.Scenes;

/// <summary>How well the object of a finished picture lies where the layout wants it.</summary>
/// <param name="AttentionShare">Share of the object's attention inside the target, in [0, 1]; null where there is no target or no map.</param>
/// <param name="BoxIou">Intersection over union of the located object and the target; 0 where it was not located, null where there is no target.</param>
/// <param name="Regions">Separate regions of high attention, small ones left out; 0 where there is no map.</param>
public sealed record FinalMeasures(double? AttentionShare, double? BoxIou, int Regions)
{
    /// <summary>Of a picture and the box in which its object should be.</summary>
    internal static FinalMeasures Of(SceneCandidate picture, Box? target, int regions) => new(
        target is { } box && picture.ObjectAttention is { } map ? map.ShareInside(box) : null,
        target is { } wanted ? picture.ObjectBox?.IntersectionOverUnion(wanted) ?? 0 : null,
        regions);
}
