using ReCorD.Compute.Imaging;

namespace ReCorD.Plugins.Scenes;

/// <summary>Where a scene stands in a run of several rounds.</summary>
/// <param name="Number">This round, counted from 1.</param>
/// <param name="Total">Rounds that there may be.</param>
/// <param name="Tried">What the rounds before this one were made with.</param>
public sealed record RoundContext(int Number, int Total, IReadOnlyList<RoundSetup> Tried)
{
    /// <summary>A run without a critic.</summary>
    public static RoundContext Single { get; } = new(1, 1, []);

    /// <summary>Whether the user placed the object, which then stays where it is.</summary>
    public bool HasUserBox { get; init; }

    /// <summary>Strength of corrections where the settings give none.</summary>
    public double ProfileStrength { get; init; } = 15;

    /// <summary>Rounds after this one.</summary>
    public int Left => Total - Number;
}

/// <summary>What decides how a round's picture comes out.</summary>
/// <param name="Seed">Of the first candidate.</param>
/// <param name="NegativePrompt">What the picture should not show.</param>
/// <param name="Candidate">The chosen one, counted from 0.</param>
/// <param name="Target">Where the object was to be; null where no layout was decided.</param>
/// <param name="Strength">Of the correction.</param>
public sealed record RoundSetup(long Seed, string NegativePrompt, int Candidate, Box? Target, double Strength);
