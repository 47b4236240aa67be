using ReCorD.Agents.Runs;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Rounds;

/// <summary>A finished round: its scene, what it did otherwise and what the critic said.</summary>
internal sealed record Round(int Number, RoundChange Change, SceneSession Session, CritiqueRecord Critique)
{
    /// <summary>How the user is told that a round has no critique.</summary>
    public static string Warning(int number, string fallback) => FormattableString.Invariant($"Critique of round {number}: {fallback}");
}
