using ReCorD.Compute.Imaging;

namespace ReCorD.Plugins.Scenes;

/// <summary>What a critic says of a finished picture.</summary>
/// <param name="Answers">One for each of <see cref="CritiqueQuestions.Names"/>.</param>
/// <param name="Accepted">Whether the picture is good enough.</param>
/// <param name="Change">What the next round is to do otherwise.</param>
public sealed record Critique(IReadOnlyList<CritiqueAnswer> Answers, bool Accepted, RoundChange Change)
{
    /// <summary>Of all answers, in [0, 1].</summary>
    public double Score { get; } = CritiqueQuestions.Score(Answers);
}

/// <summary>The answer to one question.</summary>
/// <param name="Question">One of <see cref="CritiqueQuestions.Names"/>.</param>
/// <param name="Score">From 0, not at all, to 1, wholly.</param>
/// <param name="Reason">What was seen.</param>
public sealed record CritiqueAnswer(string Question, double Score, string Reason);

/// <summary>What a round does otherwise than the one before it.</summary>
/// <param name="Kind">One of <see cref="RoundChangeKinds"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Candidate">The other candidate, counted from 0; null for other kinds.</param>
/// <param name="Box">Where the object is to be; null for other kinds.</param>
/// <param name="NegativePrompt">What the picture should not show; null for other kinds.</param>
public sealed record RoundChange(string Kind, string Reason, int? Candidate = null, Box? Box = null, string? NegativePrompt = null)
{
    public static RoundChange None { get; } = new(RoundChangeKinds.None, "");
}
