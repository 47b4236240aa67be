using System.Text.Json.Nodes;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Conversations;

/// <summary>The facts of a scene that every model is given as JSON; boxes and landmarks on the canvas of 512.</summary>
internal static class SceneFacts
{
    public static JsonObject Of(SceneSession session, string task)
    {
        JsonObject facts = new()
        {
            ["task"] = task,
            ["prompt"] = session.Prompt.Text,
            ["subject"] = session.Prompt.Subject,
            ["verb"] = session.Prompt.Verb,
            ["object"] = session.Prompt.Object,
        };
        if (session.Candidates.Count > 0)
        {
            facts["candidates"] = session.Candidates.Count;
        }

        if (session.LayoutSubmission.Value is { } decided)
        {
            facts["decided_box"] = Numbers(decided.Box);
        }

        if (session.Chosen is { } chosen)
        {
            facts["candidate_index"] = chosen.Index;
            facts["person_box"] = chosen.Pose is { } pose ? Numbers(pose.PersonBox) : null;
            facts["object_box"] = chosen.ObjectBox is { } box ? Numbers(box) : null;
            facts["landmarks"] = chosen.Pose is { } body ? Landmarks(body) : null;
        }

        return facts;
    }

    public static JsonObject Numbers(Box box)
    {
        BoxArgument argument = BoxArgument.From(box);
        return new JsonObject { ["x1"] = argument.X1, ["y1"] = argument.Y1, ["x2"] = argument.X2, ["y2"] = argument.Y2 };
    }

    private static JsonObject Landmarks(PoseEstimate pose)
    {
        JsonObject all = [];
        foreach ((string name, Landmark point) in LandmarkNames.All.Zip(pose.Landmarks))
        {
            all[name] = new JsonArray((int)Math.Round(point.X * Box.ReferenceSize), (int)Math.Round(point.Y * Box.ReferenceSize));
        }

        return all;
    }
}
