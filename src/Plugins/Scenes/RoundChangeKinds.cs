namespace ReCorD.Plugins.Scenes;

/// <summary>What a critic may ask of the next round. All but <see cref="OtherSeeds"/> and <see cref="NegativePrompt"/> use the candidates there are.</summary>
public static class RoundChangeKinds
{
    public const string None = "none";

    /// <summary>New candidates from other seeds; pose and layout are decided anew.</summary>
    public const string OtherSeeds = "other_seeds";

    /// <summary>Another of the candidates; its layout is decided anew.</summary>
    public const string OtherCandidate = "other_candidate";

    /// <summary>The same candidate with the object in another box.</summary>
    public const string MoveBox = "move_box";

    /// <summary>The same correction, <see cref="StrengthFactor"/> times as strong.</summary>
    public const string Stronger = "stronger";

    /// <summary>The same correction, as many times weaker.</summary>
    public const string Weaker = "weaker";

    /// <summary>New candidates from the same seeds with something kept out of the picture; pose and layout are decided anew.</summary>
    public const string NegativePrompt = "negative_prompt";

    public const double StrengthFactor = 1.5;

    public static IReadOnlyList<string> Names { get; } = [None, OtherSeeds, OtherCandidate, MoveBox, Stronger, Weaker, NegativePrompt];
}
