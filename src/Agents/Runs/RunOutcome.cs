using ReCorD.Compute.Imaging;

namespace ReCorD.Agents.Runs;

/// <summary>Everything a run made.</summary>
public sealed record RunOutcome
{
    public required RunRecord Record { get; init; }

    /// <summary>The result.</summary>
    public required RgbImage FinalImage { get; init; }

    /// <summary>The chosen candidate as it was before the correction; null where nothing was corrected.</summary>
    public RgbImage? BeforeImage { get; init; }

    /// <summary>The pictures of the rounds that were drawn, in order; empty for a run without a critic. A repeat draws the kept one alone.</summary>
    public IReadOnlyList<RoundImage> RoundImages { get; init; } = [];

    /// <summary>All candidates in order of their index; the one picture of a plain run.</summary>
    public required IReadOnlyList<RgbImage> CandidateImages { get; init; }

    /// <summary>The pictures of a planner's branches in the order of <see cref="PlanningRecord.Branches"/>; empty where there were not several, and in repeats, which draw the kept one only.</summary>
    public IReadOnlyList<RgbImage> BranchImages { get; init; } = [];
}
