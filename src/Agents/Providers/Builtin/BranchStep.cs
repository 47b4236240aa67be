using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>
/// Starts a second branch where the first correction made things worse or did not take hold: from the next best candidate, if its pose fits nearly as well, else from
/// the same one, for which <see cref="LayoutStep"/> then takes a larger box.
/// </summary>
internal sealed class BranchStep(AffordanceLibrary affordances) : IPlannerStep
{
    /// <summary>Below this mean of share and overlap the object is hardly in its box.</summary>
    private const double Hold = 0.3;

    /// <summary>A pose that scores less than the chosen one by no more than this fits nearly as well.</summary>
    private const double Nearly = 0.15;

    public IReadOnlyList<PlannedCall> Next(ConversationReading reading)
    {
        if (!reading.Offers(ToolNames.StartBranch) || reading.CallsOf(ToolNames.StartBranch).Any() || reading.Pictures is not [{ Corrected: true } first] || !(first.IsWorse || first.Score < Hold))
        {
            return [];
        }

        Affordance affordance = affordances.Find(reading.Text("verb")).Class;
        double chosen = PoseScorer.Score(affordance, reading.PoseOf(first.Candidate)).Value;
        int? other = Enumerable.Range(0, reading.CandidateCount)
            .Where(index => index != first.Candidate)
            .Select(index => (Index: index, PoseScorer.Score(affordance, reading.PoseOf(index)).Value))
            .Where(candidate => candidate.Value >= chosen - Nearly)
            .OrderByDescending(candidate => candidate.Value)
            .Select(candidate => (int?)candidate.Index)
            .FirstOrDefault();

        // With the user's own box the same candidate would give the same picture.
        if (other is null && reading.Facts!["decided_box"] is not null)
        {
            return [];
        }

        string why = string.Create(
            CultureInfo.InvariantCulture,
            $"Built-in planner: the correction of candidate {first.Candidate} {(first.IsWorse ? "made things worse" : "did not take hold")} (attention inside {first.ShareBefore:0.00} to {first.ShareAfter:0.00}, overlap {first.IouBefore:0.00} to {first.IouAfter:0.00}). {(other is null ? "No other pose fits nearly as well, so a larger box is tried." : $"Candidate {other} fits nearly as well.")}");
        return [new PlannedCall(ToolNames.StartBranch, new JsonObject { ["candidate_index"] = other ?? first.Candidate, ["reasoning"] = why })];
    }
}
