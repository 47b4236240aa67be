using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Poses;
using ReCorD.Plugins.Tools;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>
/// Measures pose and object of the chosen candidate, computes where the object belongs, tries the box where the object has far to
/// go, and submits the layout.
/// </summary>
internal sealed class LayoutStep(AffordanceLibrary affordances) : IPlannerStep
{
    /// <summary>Present and proposed boxes that share less than this are far apart, and the move is tried first.</summary>
    private const double FarApart = 0.1;

    /// <summary>A trial with a smaller share of the object's attention inside the box has not taken hold; a larger box is tried.</summary>
    private const double WeakHold = 0.2;

    /// <summary>The object is where it should be, and keeps its box, where the smaller of both boxes lies in the other by at least this share ...</summary>
    private const double InPlace = 0.7;

    /// <summary>... and the areas differ at most by this factor: attention spreads about a small object by a cell to each side.</summary>
    private const double Spread = 4;

    /// <summary>Sides of the larger box.</summary>
    private const double Enlargement = 1.25;

    /// <summary>Sides of the next proposal after a refused one.</summary>
    private const double Reduction = 0.8;

    public IReadOnlyList<PlannedCall> Next(ConversationReading reading)
    {
        PastCall[] submitted = [.. reading.CallsInBranch(ToolNames.SubmitLayout)];
        bool open = reading.Offers(ToolNames.SubmitLayout) && reading.Facts!["decided_box"] is null && !submitted.Any(call => call.Accepted) && submitted.Length < 3;
        if (!open || reading.Chosen is not { } candidate)
        {
            return [];
        }

        string[] missing = [.. new[] { ToolNames.ExtractPose, ToolNames.LocateObject }.Where(tool => reading.Offers(tool) && !reading.WasAsked(tool, candidate))];
        return missing.Length > 0
            ? [.. missing.Select(tool => new PlannedCall(tool, new JsonObject { ["candidate_index"] = candidate }))]
            : [Decide(reading, candidate, submitted.Length)];
    }

    private PlannedCall Decide(ConversationReading reading, int candidate, int refused)
    {
        PoseEstimate? pose = reading.PoseOf(candidate);
        Box? present = reading.ObjectBoxOf(candidate);
        (Affordance affordance, bool known) = affordances.Find(reading.Text("verb"));
        ProposedBox proposal = pose is null
            ? WithoutPerson(present)
            : ObjectPlacer.Place(affordance, affordances.SizeOf(reading.Text("object")), pose, present);
        if (refused == 0 && present is { } now && IsInPlace(now, proposal.Box) && LayoutValidator.CheckLayout(now, PersonArgument(pose), pose?.PersonBox).Count == 0)
        {
            proposal = new ProposedBox(now, proposal.Explanation + " It is there already and keeps its box.");
        }

        if (refused == 0 && reading.Pictures.Any(picture => picture.Candidate == candidate) && LayoutValidator.CheckObject(ObjectPlacer.Scale(proposal.Box, Enlargement)).Count == 0)
        {
            proposal = new ProposedBox(ObjectPlacer.Scale(proposal.Box, Enlargement), proposal.Explanation + " The box of an earlier branch did not hold the object; this one is a quarter larger.");
        }

        if (refused > 0)
        {
            proposal = proposal with { Box = ObjectPlacer.Scale(proposal.Box, Math.Pow(Reduction, refused)) };
        }

        (Box box, string trials, PlannedCall? next) = Try(reading, proposal.Box, present);
        if (refused == 0 && next is not null)
        {
            return next;
        }

        string rule = known ? $"For '{affordance.Name}'" : $"The action is not a known one; by the nearest class, '{affordance.Name}'";
        return Submit(affordance, pose, box, $"Built-in planner, from joint geometry. {rule}: {proposal.Explanation}{Present(present, box)}{trials}");
    }

    /// <summary>The better of the boxes tried so far, what was seen, and the next trial if one is worth it.</summary>
    private static (Box Box, string Remark, PlannedCall? Next) Try(ConversationReading reading, Box box, Box? present)
    {
        bool far = (present?.IntersectionOverUnion(box) ?? 0) < FarApart;
        if (!far || !reading.Offers(ToolNames.TryLayout))
        {
            return (box, "", null);
        }

        PastCall[] trials = [.. reading.CallsInBranch(ToolNames.TryLayout)];
        if (trials.Length == 0)
        {
            return (box, "", Trial(box));
        }

        double first = Share(trials[0]);
        if (!trials[0].Succeeded || first >= WeakHold)
        {
            return (box, string.Create(CultureInfo.InvariantCulture, $" A trial put {first:P0} of the object's attention into the box."), null);
        }

        Box larger = ObjectPlacer.Scale(box, Enlargement);
        if (trials.Length == 1 && LayoutValidator.CheckObject(larger).Count == 0)
        {
            return (box, "", Trial(larger));
        }

        double second = trials.Length > 1 ? Share(trials[1]) : 0;
        string remark = string.Create(CultureInfo.InvariantCulture, $" Trials put {first:P0} of the object's attention into the box and {second:P0} into one a quarter larger; the better is taken.");
        return (second > first ? larger : box, remark, null);
    }

    private static double Share(PastCall trial) => trial.Succeeded ? trial.Result!["attention_inside"]!.GetValue<double>() : 0;

    private static PlannedCall Trial(Box box) => new(ToolNames.TryLayout, new JsonObject { ["object_box"] = Json(box) });

    private static PlannedCall Submit(Affordance affordance, PoseEstimate? pose, Box box, string reasoning)
    {
        BodyGeometry? body = pose is null ? null : BodyGeometry.From(pose);
        string size = body is null ? "unknown" : string.Create(CultureInfo.InvariantCulture, $"{box.Height / body.Height:0.00} of the person's standing height");
        return new PlannedCall(ToolNames.SubmitLayout, new JsonObject
        {
            ["object_box"] = Json(box),
            ["person_box"] = pose is null ? null : Json(pose.PersonBox),
            ["pose_type"] = affordance.PoseType,
            ["body_orientation"] = body is null ? "unknown" : body.Facing == 0 ? "frontal" : "profile",
            ["facial_direction"] = body is null ? "unknown" : body.Facing == 0 ? "towards the viewer" : body.FacingName,
            ["object_relationship"] = affordance.Relationship,
            ["object_size"] = size,
            ["reasoning"] = reasoning,
        });
    }

    /// <summary>Whether an object is where it should be, as far as attention tells.</summary>
    internal static bool IsInPlace(Box present, Box wanted)
    {
        double smaller = Math.Min(present.Area, wanted.Area), larger = Math.Max(present.Area, wanted.Area);
        return larger <= Spread * smaller && present.Intersect(wanted).Area >= InPlace * smaller;
    }

    private static BoxArgument? PersonArgument(PoseEstimate? pose) => pose is null ? null : BoxArgument.From(pose.PersonBox);

    /// <summary>Without a person there is nothing to place by: the object stays, or takes the middle.</summary>
    private static ProposedBox WithoutPerson(Box? present)
    {
        Box middle = Box.FromCenter(0.5, 0.6, 0.25, 0.25);
        return present is { } box && LayoutValidator.CheckObject(box).Count == 0
            ? new ProposedBox(box, "no person was found to place the object by; it stays where it is.")
            : new ProposedBox(middle, "neither a person nor the object was found; the object is put into the middle.");
    }

    private static string Present(Box? present, Box box) => present is { } now
        ? string.Create(CultureInfo.InvariantCulture, $" The object is now at {BoxArgument.From(now)}; both boxes share {now.IntersectionOverUnion(box):0.00} of their union.")
        : " The object's attention shows no clear place now.";

    private static JsonObject Json(Box box)
    {
        BoxArgument edges = BoxArgument.From(box);
        return new JsonObject { ["x1"] = edges.X1, ["y1"] = edges.Y1, ["x2"] = edges.X2, ["y2"] = edges.Y2 };
    }
}
