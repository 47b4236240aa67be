using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Runs;

/// <summary>One round of a run with a critic: what it was made with, what was decided in it, how its picture measures and what the critic said.</summary>
public sealed record RoundRecord
{
    /// <summary>Counted from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What was done otherwise than in the round before it; kind <c>none</c> in the first.</summary>
    public required RoundChange Change { get; init; }

    /// <summary>Seed of the round's first candidate.</summary>
    public required long Seed { get; init; }

    /// <summary>Null: the profile's.</summary>
    public double? CorrectionStrength { get; init; }

    public string NegativePrompt { get; init; } = "";

    public PoseChoiceRecord? PoseChoice { get; init; }

    public LayoutRecord? Layout { get; init; }

    public ChangeCheckRecord? ChangeCheck { get; init; }

    /// <summary>Where the object of the finished picture was found; null where it was not.</summary>
    public Box? ObjectBox { get; init; }

    /// <summary>How well the object lies where the layout wants it.</summary>
    public required FinalMeasures Measures { get; init; }

    public required CritiqueRecord Critique { get; init; }

    /// <summary>File of the picture in the results folder, as <c>rounds/1.png</c>.</summary>
    public required string Image { get; init; }

    /// <summary>SHA-256 of the picture's RGB bytes.</summary>
    public required string ImageSha256 { get; init; }

    /// <summary>What the user should know of this round.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The critic's answer.</summary>
/// <param name="Answers">One for each question; empty where there is none.</param>
/// <param name="Score">The weighted mean of the answers, in [0, 1]; null where there are none.</param>
/// <param name="Accepted">Whether the picture was good enough; true also where no valid critique was given.</param>
/// <param name="Change">What was asked of the next round; in the last round nobody follows it.</param>
/// <param name="Attempts">Answers it took.</param>
/// <param name="Fallback">Why the round was accepted without a critique; null where it was not.</param>
public sealed record CritiqueRecord(IReadOnlyList<CritiqueAnswer> Answers, double? Score, bool Accepted, RoundChange Change, int Attempts, string? Fallback);
