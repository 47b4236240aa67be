using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>
/// Judges the finished picture by what can be measured: the pose against the verb, the object's attention and box against the target, the
/// number of regions, and how sure the pose network is of the joints. It does not look at the picture.
/// </summary>
internal sealed class CritiqueStep(AffordanceLibrary affordances) : IPlannerStep
{
    /// <summary>Pictures with at least this score are accepted.</summary>
    private const double GoodEnough = 0.85;

    /// <summary>A region that holds this share of the object's attention shows a whole object: attention spreads about it.</summary>
    private const double WholeObject = 0.5;

    // What runs of mini-hoi came to on average: contact where the object was in place, contact after corrections, the share of the pose's
    // score that corrections left, and the pose network's certainty.
    private const double PlacedContact = 0.95, CorrectedContact = 0.6, KeptPose = 0.8, UsualCertainty = 0.65;

    public IReadOnlyList<PlannedCall> Next(ConversationReading reading)
    {
        if (!reading.Offers(ToolNames.SubmitCritique) || reading.CallsOf(ToolNames.SubmitCritique).Any(call => call.Accepted))
        {
            return [];
        }

        int?[] pictures = [null, .. Left(reading) == 0 ? [] : Enumerable.Range(0, Count(reading)).Select(index => (int?)index)];
        PlannedCall[] missing =
        [
            .. from picture in pictures
               from tool in new[] { ToolNames.ExtractPose, ToolNames.LocateObject }
               where reading.Offers(tool) && !reading.WasAsked(tool, picture)
               select new PlannedCall(tool, picture is { } index ? new JsonObject { ["candidate_index"] = index } : []),
        ];
        return missing.Length > 0 ? missing : [Judge(reading)];
    }

    private PlannedCall Judge(ConversationReading reading)
    {
        CritiqueAnswer[] answers = [Action(reading), Object(reading), Contact(reading), Single(reading), Clean(reading)];
        double score = CritiqueQuestions.Score(answers);
        bool accepted = score >= GoodEnough;
        JsonObject arguments = new() { ["accepted"] = accepted };
        foreach (CritiqueAnswer answer in answers)
        {
            arguments[answer.Question] = new JsonObject { ["score"] = Math.Round(answer.Score, 3), ["reason"] = answer.Reason };
        }

        if (!accepted && Left(reading) > 0)
        {
            RoundChange change = Change(reading, score);
            arguments["change"] = change.Kind;
            arguments["change_reason"] = change.Reason;
            if (change.Candidate is { } candidate)
            {
                arguments["candidate_index"] = candidate;
            }
        }

        return new PlannedCall(ToolNames.SubmitCritique, arguments);
    }

    private static int Count(ConversationReading reading) => ConversationReading.Whole(reading.Facts!["candidates"]) ?? 0;

    private static int Left(ConversationReading reading) => ConversationReading.Whole(reading.Facts!["rounds_left"]) ?? 0;

    private CritiqueAnswer Action(ConversationReading reading)
    {
        (Affordance affordance, _) = affordances.Find(reading.Text("verb"));
        PoseScore pose = PoseScorer.Score(affordance, reading.PoseOf(null));
        return new CritiqueAnswer(CritiqueQuestions.Action, pose.Value, $"By the rules for '{affordance.Name}', from the joints of the final picture: {pose.Remark}.");
    }

    private static CritiqueAnswer Object(ConversationReading reading)
    {
        double inside = Number(reading, "attention_inside");
        return new CritiqueAnswer(CritiqueQuestions.Object, Math.Min(1, inside / WholeObject), string.Create(CultureInfo.InvariantCulture, $"The region where the object's attention is strongest holds {inside:P0} of it."));
    }

    private static CritiqueAnswer Contact(ConversationReading reading)
    {
        double share = Number(reading, "attention_in_target"), overlap = Number(reading, "overlap_with_target");
        return new CritiqueAnswer(CritiqueQuestions.Contact, (share + overlap) / 2, string.Create(CultureInfo.InvariantCulture, $"{share:P0} of the object's attention lies where the action needs the object, and its box overlaps that place (IoU) by {overlap:0.00}."));
    }

    private static CritiqueAnswer Single(ConversationReading reading)
    {
        int regions = (int)Number(reading, "regions");
        return new CritiqueAnswer(CritiqueQuestions.Single, regions == 0 ? 0 : 1.0 / regions, string.Create(CultureInfo.InvariantCulture, $"The object's attention has {regions} separate {(regions == 1 ? "region" : "regions")}; people are not counted."));
    }

    private static CritiqueAnswer Clean(ConversationReading reading)
    {
        PoseEstimate? pose = reading.PoseOf(null);
        double visible = pose is null ? 0 : pose.Landmarks.Average(point => point.Visibility);
        return new CritiqueAnswer(CritiqueQuestions.Clean, Math.Clamp(visible, 0, 1), string.Create(CultureInfo.InvariantCulture, $"The pose network sees the body's landmarks with a mean certainty of {visible:0.00}; the picture itself is not looked at."));
    }

    /// <summary>The candidate from which most is to be expected, where that is more than this picture has; else other seeds.</summary>
    private RoundChange Change(ConversationReading reading, double score)
    {
        HashSet<int> tried = Tried(reading);
        (int Index, double Expected, bool InPlace)[] others = [.. Enumerable.Range(0, Count(reading)).Where(index => !tried.Contains(index)).Select(index => Expect(reading, index))];
        if (others.Length == 0 || others.Max(other => other.Expected) <= score)
        {
            string why = others.Length == 0
                ? "all candidates were tried; others are made."
                : string.Create(CultureInfo.InvariantCulture, $"no other candidate promises more than {score:0.00}: the best {others.Max(other => other.Expected):0.00}; others are made.");
            return new RoundChange(RoundChangeKinds.OtherSeeds, "Built-in planner: " + why);
        }

        (int best, double expected, bool inPlace) = others.MaxBy(other => other.Expected);
        return new RoundChange(
            RoundChangeKinds.OtherCandidate,
            string.Create(CultureInfo.InvariantCulture, $"Built-in planner: candidate {best} promises {expected:0.00} instead of {score:0.00}, by its pose and since its object {(inPlace ? "is in its place already" : "would be corrected")}."),
            best);
    }

    /// <summary>
    /// What a candidate would come to, from its pose and from whether its object is where it belongs. Corrections bring the object about as far as
    /// <see cref="CorrectedContact"/> says, and cost some of the pose.
    /// </summary>
    private (int Index, double Expected, bool InPlace) Expect(ConversationReading reading, int index)
    {
        (Affordance affordance, _) = affordances.Find(reading.Text("verb"));
        PoseEstimate? pose = reading.PoseOf(index);
        double action = PoseScorer.Score(affordance, pose).Value;
        bool inPlace = pose is not null && reading.ObjectBoxOf(index) is { } present
            && LayoutStep.IsInPlace(present, ObjectPlacer.Place(affordance, affordances.SizeOf(reading.Text("object")), pose, present).Box);
        double contact = inPlace ? PlacedContact : CorrectedContact;
        double rest = CritiqueQuestions.Weight(CritiqueQuestions.Object) + CritiqueQuestions.Weight(CritiqueQuestions.Single) + (CritiqueQuestions.Weight(CritiqueQuestions.Clean) * UsualCertainty);
        double expected = (CritiqueQuestions.Weight(CritiqueQuestions.Action) * action * (inPlace ? 1 : KeptPose)) + (CritiqueQuestions.Weight(CritiqueQuestions.Contact) * contact) + rest;
        return (index, expected, inPlace);
    }

    /// <summary>Candidates of these seeds that rounds were made with.</summary>
    private static HashSet<int> Tried(ConversationReading reading)
    {
        HashSet<int> tried = [.. new[] { ConversationReading.Whole(reading.Facts!["candidate_index"]) }.OfType<int>()];
        long? seed = Seed(reading.Facts["seed"]);
        foreach (JsonNode? round in reading.Facts["tried"] as JsonArray ?? [])
        {
            if (Seed(round?["seed"]) == seed && ConversationReading.Whole(round?["candidate_index"]) is { } index)
            {
                tried.Add(index);
            }
        }

        return tried;
    }

    private static long? Seed(JsonNode? node) => node is JsonValue value && value.TryGetValue(out long seed) ? seed : null;

    private static double Number(ConversationReading reading, string name) => reading.LocationOf(null)?[name] is JsonValue value && value.TryGetValue(out double number) ? number : 0;
}
