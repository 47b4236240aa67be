using System.Text.Json.Nodes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>Has more candidates made, once, where no pose of the first ones fits the action and that is the model's job.</summary>
internal sealed class MoreCandidatesStep(AffordanceLibrary affordances) : IPlannerStep
{
    /// <summary>Where the best pose scores less, half of what the action needs is not there.</summary>
    private const double Poor = 0.5;

    private const int More = 3;

    public IReadOnlyList<PlannedCall> Next(ConversationReading reading)
    {
        int count = reading.CandidateCount;
        bool open = reading.Offers(ToolNames.AddCandidates) && count > 0 && !reading.CallsOf(ToolNames.AddCandidates).Any() && !reading.CallsOf(ToolNames.SubmitPoseChoice).Any();
        if (!open || Enumerable.Range(0, count).Any(index => !reading.WasAsked(ToolNames.ExtractPose, index)))
        {
            return [];
        }

        Affordance affordance = affordances.Find(reading.Text("verb")).Class;
        double best = Enumerable.Range(0, count).Max(index => PoseScorer.Score(affordance, reading.PoseOf(index)).Value);
        return best >= Poor
            ? []
            : [new PlannedCall(ToolNames.AddCandidates, new JsonObject { ["seed_offsets"] = new JsonArray([.. Enumerable.Range(count, More).Select(offset => (JsonNode)offset)]) })];
    }
}
