namespace ReCorD.Plugins.Layout;

/// <summary>What the layout agent saw before it placed the object; names as in section 3.3 of the ReCorD paper.</summary>
public sealed record VisualAttributes
{
    /// <summary>static or dynamic.</summary>
    public required string PoseType { get; init; }

    /// <summary>frontal, backward, profile or angled.</summary>
    public required string BodyOrientation { get; init; }

    /// <summary>left, right, up, down or towards the viewer.</summary>
    public required string FacialDirection { get; init; }

    /// <summary>above, under, beside, in front of, behind, on or near the person.</summary>
    public required string ObjectRelationship { get; init; }

    /// <summary>The object's size beside the person's, in words.</summary>
    public required string ObjectSize { get; init; }

    /// <summary>By their names in run records.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["body_orientation"] = BodyOrientation,
        ["facial_direction"] = FacialDirection,
        ["object_relationship"] = ObjectRelationship,
        ["object_size"] = ObjectSize,
        ["pose_type"] = PoseType,
    };
}
