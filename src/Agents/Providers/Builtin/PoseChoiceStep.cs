using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>
/// Has every candidate's pose measured, scores the poses against the action and submits the best. The pose alone decides: where
/// the object is can be put right later, the pose cannot.
/// </summary>
internal sealed class PoseChoiceStep(AffordanceLibrary affordances) : IPlannerStep
{
    public IReadOnlyList<PlannedCall> Next(ConversationReading reading)
    {
        PastCall[] submitted = [.. reading.CallsOf(ToolNames.SubmitPoseChoice)];
        int count = reading.CandidateCount;
        if (!reading.Offers(ToolNames.SubmitPoseChoice) || count == 0 || submitted.Any(call => call.Accepted) || submitted.Length >= count)
        {
            return [];
        }

        PlannedCall[] missing = [.. Enumerable.Range(0, count)
            .Where(index => reading.Offers(ToolNames.ExtractPose) && !reading.WasAsked(ToolNames.ExtractPose, index))
            .Select(index => new PlannedCall(ToolNames.ExtractPose, new JsonObject { ["candidate_index"] = index }))];
        return missing.Length > 0 ? missing : [Choose(reading, count, submitted.Length)];
    }

    /// <param name="reading">The conversation.</param>
    /// <param name="count">Number of candidates.</param>
    /// <param name="refused">Answers that were refused; each moves on to the next best.</param>
    private PlannedCall Choose(ConversationReading reading, int count, int refused)
    {
        string? verb = reading.Text("verb");
        (Affordance affordance, bool known) = affordances.Find(verb);
        PoseScore[] scores = [.. Enumerable.Range(0, count).Select(index => PoseScorer.Score(affordance, reading.PoseOf(index)))];

        // A stable sort: of equal scores the lower index comes first.
        int chosen = Enumerable.Range(0, count).OrderByDescending(index => scores[index].Value).ElementAt(refused);
        string table = string.Join(", ", scores.Select((score, index) => string.Create(CultureInfo.InvariantCulture, $"{index}: {score.Value:0.00}")));
        string source = known ? $"the rules for '{affordance.Name}'" : $"'{verb}' is not among the known actions; the nearest rules are those for '{affordance.Name}'";
        string reasoning = $"Built-in planner, from joint geometry: {source}. Scores by candidate (1 = the pose fits): {table}. Candidate {chosen}: {scores[chosen].Remark}.";
        return new PlannedCall(ToolNames.SubmitPoseChoice, new JsonObject { ["candidate_index"] = chosen, ["reasoning"] = reasoning });
    }
}
