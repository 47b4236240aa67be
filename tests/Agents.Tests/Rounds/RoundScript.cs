using Microsoft.Extensions.AI;
using ReCorD.Agents.Runs;
using ReCorD.Fakes;
using ReCorD.Plugins.Layout;

namespace ReCorD.Agents.Tests.Rounds;

/// <summary>Requests of runs with rounds, and what scripted agents answer in them.</summary>
internal static class RoundScript
{
    public static RunRequest Request(int rounds)
    {
        RunRequest request = TestRun.Request();
        return request with { Settings = request.Settings with { Rounds = rounds } };
    }

    public static Task<RunOutcome> RunAsync(this TestRun run, int rounds, params ChatMessage[] answers) => run.RunAsync(Request(rounds), answers);

    public static Task<RunOutcome> RunAsync(this TestRun run, RunRequest request, params ChatMessage[] answers) => run.RunAsync(request, new ScriptedChatClient(answers));

    /// <summary>Somebody stands in the pictures of these shades.</summary>
    public static void ShadePoses(this TestRun run, params byte[] shades)
    {
        foreach (byte shade in shades)
        {
            run.Scene.Poses.Poses[shade] = StickFigure.Standing.ToPose();
        }
    }

    public static ChatMessage Choose(int index) => ScriptedChatClient.Call(("submit_pose_choice", $$"""{"candidate_index": {{index}}, "reasoning": "test"}"""));

    public static ChatMessage Place(int x1 = 400, int y1 = 300, int x2 = 480, int y2 = 380, StickFigure? figure = null)
    {
        BoxArgument person = BoxArgument.From((figure ?? StickFigure.Kicking).ToPose().PersonBox);
        return ScriptedChatClient.Call(("submit_layout", $$"""
            {"object_box": {"x1": {{x1}}, "y1": {{y1}}, "x2": {{x2}}, "y2": {{y2}} }, "person_box": {"x1": {{person.X1}}, "y1": {{person.Y1}}, "x2": {{person.X2}}, "y2": {{person.Y2}} },
             "pose_type": "dynamic", "body_orientation": "profile", "facial_direction": "right", "object_relationship": "in front of", "object_size": "small", "reasoning": "foot"}
            """));
    }

    /// <summary>Valid where no person is found, whose box it would have to repeat.</summary>
    public static ChatMessage PlaceAnywhere() => ScriptedChatClient.Call(("submit_layout", """
        {"object_box": {"x1": 300, "y1": 300, "x2": 430, "y2": 430}, "pose_type": "static", "body_orientation": "frontal", "facial_direction": "left",
         "object_relationship": "beside", "object_size": "small", "reasoning": "mine"}
        """));
}
