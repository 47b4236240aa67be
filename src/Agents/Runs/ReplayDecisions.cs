using ReCorD.Compute.Imaging;

namespace ReCorD.Agents.Runs;

/// <summary>What an earlier run decided and why, so that its repeat needs no chat model and still tells the reasons.</summary>
/// <param name="Settings">Settings of the earlier run; where the new run's differ, a warning says that the decisions are older.</param>
/// <param name="Pose">The chosen candidate, counted from 0.</param>
/// <param name="Layout">Where the object belongs; null leaves the picture uncorrected.</param>
/// <param name="Transcript">What was said when it was decided.</param>
public sealed record ReplayDecisions(RunSettings Settings, PoseChoiceRecord Pose, LayoutRecord? Layout, IReadOnlyList<TranscriptEntry> Transcript)
{
    /// <summary>Seeds of all candidates, for those that a planner added. Default: none beyond what the settings say.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>How a planner came to them; null where none did.</summary>
    public PlanningRecord? Planning { get; init; }

    /// <summary>The rounds of the earlier run, if a critic was asked; the decisions are those of the kept one.</summary>
    public RoundsRecord? Rounds { get; init; }

    /// <summary>The decisions of a record; null where it holds none, as for a plain picture.</summary>
    public static ReplayDecisions? From(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.PoseChoice is { } choice
            ? new ReplayDecisions(record.Settings, choice, record.Layout, record.Transcript) { Seeds = [.. record.Candidates.Select(candidate => candidate.Seed)], Planning = record.Planning, Rounds = record.Rounds }
            : null;
    }

    /// <summary>The same choice of pose with the user's own box in place of the recorded layout.</summary>
    public ReplayDecisions WithUserBox(Box box) => this with { Layout = LayoutRecord.FromUser(box) };
}
