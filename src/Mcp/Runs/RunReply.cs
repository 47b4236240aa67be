using ReCorD.Agents.Runs;
using ReCorD.Plugins.Layout;

namespace ReCorD.Mcp.Runs;

/// <summary>A run in short, for models: where it lies, what was decided and what came of it. Boxes are on the canvas of 512.</summary>
internal sealed record RunReply
{
    public required string Run { get; init; }

    public required string Folder { get; init; }

    public required string Prompt { get; init; }

    public required long Seed { get; init; }

    public required string Method { get; init; }

    public string? Subject { get; init; }

    public string? Verb { get; init; }

    public string? Object { get; init; }

    public int? ChosenCandidate { get; init; }

    public string? WhyThisPose { get; init; }

    public BoxArgument? ObjectBox { get; init; }

    public string? WhyThisBox { get; init; }

    public bool Corrected { get; init; }

    public string? WhyCorrected { get; init; }

    /// <summary>Share of the object's attention inside the box before the correction, and after it.</summary>
    public double? AttentionBefore { get; init; }

    public double? AttentionAfter { get; init; }

    /// <summary>Overlap (IoU) of the object's located box with the target before the correction, and after it.</summary>
    public double? IouBefore { get; init; }

    public double? IouAfter { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }


    public static RunReply From(KeptRun run)
    {
        RunRecord record = run.Record;
        CorrectionRecord? correction = record.Correction;
        return new RunReply
        {
            Run = run.Name,
            Folder = run.Folder,
            Prompt = record.Prompt.Text,
            Seed = record.Settings.Seed,
            Method = record.Settings.Method,
            Subject = record.Prompt.Subject,
            Verb = record.Prompt.Verb,
            Object = record.Prompt.Object,
            ChosenCandidate = record.PoseChoice?.Index,
            WhyThisPose = record.PoseChoice?.Fallback ?? record.PoseChoice?.Reasoning,
            ObjectBox = record.Layout?.Box is { } box ? BoxArgument.From(box) : null,
            WhyThisBox = record.Layout?.Fallback ?? record.Layout?.Reasoning,
            Corrected = correction is not null,
            WhyCorrected = record.ChangeCheck?.Reason,
            AttentionBefore = Rounded(correction?.ShareBefore),
            AttentionAfter = Rounded(correction?.ShareAfter),
            IouBefore = Rounded(correction?.IouBefore),
            IouAfter = Rounded(correction?.IouAfter),
            Warnings = record.Warnings,
        };
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
