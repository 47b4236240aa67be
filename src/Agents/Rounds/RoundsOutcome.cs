using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Rounds;

/// <summary>All rounds of a run, and which of them is its result.</summary>
/// <param name="Rounds">In order; empty for a run without a critic.</param>
/// <param name="Kept">The scene of the result.</param>
/// <param name="KeptNumber">Its number, counted from 1; null for a run without a critic.</param>
/// <param name="Warnings">What the user should know of the rounds as a whole.</param>
internal sealed record RoundsOutcome(IReadOnlyList<Round> Rounds, SceneSession Kept, int? KeptNumber, IReadOnlyList<string> Warnings)
{
    /// <summary>A run without a critic.</summary>
    public static RoundsOutcome Of(SceneSession session) => new([], session, null, []);

    /// <summary>The scene of a last round that could not be finished; null: there was none.</summary>
    public SceneSession? Unfinished { get; init; }

    /// <summary>Whether the run was cancelled before its rounds were over.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Every scene that was worked on, once.</summary>
    public IEnumerable<SceneSession> Sessions => [.. Rounds.Count == 0 ? [Kept] : Rounds.Select(round => round.Session), .. Unfinished is null ? Array.Empty<SceneSession>() : [Unfinished]];
}
