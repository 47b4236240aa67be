using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Tools;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>
/// Has every candidate's pose and object measured, scores the poses against the action and submits the best. Of poses that are
/// about as good, the one whose object has the shortest way to go wins: far moves succeed less often.
/// </summary>
internal sealed class PoseChoiceStep(AffordanceLibrary affordances) : IPlannerStep
{
    /// <summary>What the object's nearness may add to a pose score. Poses that differ by more are decided by the pose alone.</summary>
    private const double NearnessWeight = 0.15;

    /// <summary>Distance between present and wanted place, in sides of the picture, beyond which nearness is worth nothing.</summary>
    private const double FarDistance = 0.5;

    private static readonly string[] Measurements = [ToolNames.ExtractPose, ToolNames.LocateObject];

    public IReadOnlyList<PlannedCall> Next(ConversationReading reading)
    {
        PastCall[] submitted = [.. reading.CallsOf(ToolNames.SubmitPoseChoice)];
        int count = Count(reading);
        if (!reading.Offers(ToolNames.SubmitPoseChoice) || count == 0 || submitted.Any(call => call.Accepted) || submitted.Length >= count)
        {
            return [];
        }

        PlannedCall[] missing = [.. Measurements.Where(reading.Offers).SelectMany(tool => Enumerable.Range(0, count)
            .Where(index => !reading.WasAsked(tool, index))
            .Select(index => new PlannedCall(tool, new JsonObject { ["candidate_index"] = index })))];
        return missing.Length > 0 ? missing : [Choose(reading, count, submitted.Length)];
    }

    private static int Count(ConversationReading reading) =>
        ConversationReading.Whole(reading.Facts!["candidates"])
        ?? (reading.CallsOf(ToolNames.GenerateCandidates).FirstOrDefault(call => call.Succeeded)?.Result!["candidates"] as JsonArray)?.Count
        ?? 0;

    /// <param name="reading">The conversation.</param>
    /// <param name="count">Number of candidates.</param>
    /// <param name="refused">Answers that were refused; each moves on to the next best.</param>
    private PlannedCall Choose(ConversationReading reading, int count, int refused)
    {
        string? verb = reading.Text("verb");
        (Affordance affordance, bool known) = affordances.Find(verb);
        Rating[] ratings = [.. Enumerable.Range(0, count).Select(index => Rate(reading, affordance, index))];

        // A stable sort: of equal ratings the lower index comes first.
        Rating chosen = ratings.OrderByDescending(rating => rating.Pose.Value + (NearnessWeight * rating.Nearness)).ElementAt(refused);
        string table = string.Join(", ", ratings.Select(rating => string.Create(CultureInfo.InvariantCulture, $"{rating.Index}: {rating.Pose.Value:0.00}")));
        string near = string.Join(", ", ratings.Select(rating => string.Create(CultureInfo.InvariantCulture, $"{rating.Index}: {rating.Nearness:0.00}")));
        string source = known ? $"the rules for '{affordance.Name}'" : $"'{verb}' is not among the known actions; the nearest rules are those for '{affordance.Name}'";
        string reasoning = $"Built-in planner, from joint geometry: {source}. Pose scores by candidate (1 = the pose fits): {table}. "
            + $"How near the object already is to its place (1 = there), which decides between poses about as good: {near}. Candidate {chosen.Index}: {chosen.Pose.Remark}.";
        return new PlannedCall(ToolNames.SubmitPoseChoice, new JsonObject { ["candidate_index"] = chosen.Index, ["reasoning"] = reasoning });
    }

    private Rating Rate(ConversationReading reading, Affordance affordance, int index)
    {
        PoseEstimate? pose = reading.PoseOf(index);
        double nearness = 0;
        if (pose is not null && reading.ObjectBoxOf(index) is { } present)
        {
            Box wanted = ObjectPlacer.Place(affordance, affordances.SizeOf(reading.Text("object")), pose, present).Box;
            double x = wanted.CenterX - present.CenterX, y = wanted.CenterY - present.CenterY;
            nearness = Math.Max(0, 1 - (Math.Sqrt((x * x) + (y * y)) / FarDistance));
        }

        return new Rating(index, PoseScorer.Score(affordance, pose), nearness);
    }

    private sealed record Rating(int Index, PoseScore Pose, double Nearness);
}
