using System.Globalization;
using System.Security.Cryptography;
using ReCorD.Agents.Runs;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Rounds;

/// <summary>Rounds as they are kept in a run's record.</summary>
internal static class RoundRecords
{
    /// <summary>Null for a run without a critic.</summary>
    public static RoundsRecord? Of(RoundsOutcome outcome) => outcome.KeptNumber is { } kept
        ? new RoundsRecord(kept, [.. outcome.Rounds.Select(Of)], outcome.Warnings)
        : null;

    /// <summary>File of a round's picture in the results folder.</summary>
    public static string FileOf(int number) => string.Create(CultureInfo.InvariantCulture, $"rounds/{number}.png");

    private static RoundRecord Of(Round round)
    {
        SceneSession session = round.Session;
        return new RoundRecord
        {
            Number = round.Number,
            Change = round.Change,
            Seed = session.Settings.Seed,
            CorrectionStrength = session.Settings.CorrectionStrength,
            NegativePrompt = session.Settings.NegativePrompt,
            PoseChoice = RunRecords.Choice(session.PoseSubmission),
            Layout = RunRecords.Layout(session.LayoutSubmission),
            ChangeCheck = RunRecords.Check(session),
            ObjectBox = session.Final!.ObjectBox,
            Measures = session.Measures!,
            Critique = round.Critique,
            Image = FileOf(round.Number),
            ImageSha256 = Convert.ToHexStringLower(SHA256.HashData(session.Final.Image.Pixels)),
            Warnings = session.Warnings,
        };
    }
}
