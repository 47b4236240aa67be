using Microsoft.Extensions.AI;
using ReCorD.Agents.Layout;
using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Tests.Layout;

public sealed class LayoutAgentTests : IDisposable
{
    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task RunAsync_BadBoxThenGood_CountsBothAttempts()
    {
        ScriptedChatClient model = new(Submit(300, 300, 200, 400), Submit(400, 300, 480, 380));

        SceneSession session = await AskAsync(model);

        Assert.Equal(Box.FromPixels(400, 300, 480, 380), session.LayoutSubmission.Value!.Box);
        Assert.Equal(2, session.LayoutSubmission.Attempts);
    }

    [Fact]
    public async Task RunAsync_OnlyBadBoxes_KeepsThePresentBoxAndSaysWhy()
    {
        ScriptedChatClient model = new(Enumerable.Range(0, 9).Select(_ => Submit(300, 300, 200, 400)));

        SceneSession session = await AskAsync(model);

        Assert.Equal(session.Chosen!.ObjectBox, session.LayoutSubmission.Value!.Box);
        Assert.Contains("inverted", session.LayoutSubmission.Fallback!, StringComparison.Ordinal);
        Assert.False(SceneWork.CheckChange(session).Corrected);
    }

    [Fact]
    public async Task RunAsync_Model_IsGivenPictureAndFacts()
    {
        ScriptedChatClient model = new(Submit(400, 300, 480, 380));

        await AskAsync(model);

        ChatMessage user = model.Requests[0][^1];
        Assert.Single(user.Contents.OfType<DataContent>());
        Assert.Contains("\"person_box\":{\"x1\":", user.Text, StringComparison.Ordinal);
        Assert.Contains("\"left_foot_index\":[", user.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BuiltinWithFarObject_TriesAndPutsItBeforeTheFoot()
    {
        using IChatClient client = TestRun.Builtin();

        SceneSession session = await AskAsync(client);

        LayoutChoice layout = session.LayoutSubmission.Value!;
        Landmark toes = session.Chosen!.Pose!.Landmarks[LandmarkNames.All.ToList().IndexOf("right_foot_index")];
        Assert.Null(session.LayoutSubmission.Fallback);
        Assert.Single(session.Trials);
        Assert.InRange(layout.Box.CenterX - toes.X, 0, 0.15);
        Assert.InRange(Math.Abs(layout.Box.CenterY - toes.Y), 0, 0.1);
        Assert.Equal("in front of", layout.Attributes["object_relationship"]);
        Assert.Equal("right", layout.Attributes["facial_direction"]);
        Assert.Contains("leading foot", layout.Reasoning, StringComparison.Ordinal);
        Assert.Contains("A trial put", layout.Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BuiltinWithObjectInPlace_KeepsItsBox()
    {
        SceneSession first = await AskAsync(TestRun.Builtin());
        Box wanted = first.LayoutSubmission.Value!.Box;
        run.Scene.Method.Places[11] = (wanted.CenterX, wanted.CenterY);
        run.Scene.Method.Radius = 0.1;
        using IChatClient client = TestRun.Builtin();

        SceneSession session = await AskAsync(client);

        Assert.Contains("there already", session.LayoutSubmission.Value!.Reasoning, StringComparison.Ordinal);
        Assert.False(SceneWork.CheckChange(session).Corrected);
        Assert.Empty(session.Trials);
    }

    [Fact]
    public async Task RunAsync_BuiltinWithoutPerson_LeavesTheObjectWhereItIs()
    {
        run.Scene.Poses.Poses.Remove(11);
        using IChatClient client = TestRun.Builtin();

        SceneSession session = await AskAsync(client);

        Assert.Equal(1, session.LayoutSubmission.Value!.Box.IntersectionOverUnion(session.Chosen!.ObjectBox!.Value), 2);
        Assert.Contains("no person was found", session.LayoutSubmission.Value.Reasoning, StringComparison.Ordinal);
    }

    private async Task<SceneSession> AskAsync(IChatClient client)
    {
        SceneSession session = await run.Scene.ChosenAsync(1);
        await new LayoutAgent(run.Conversation(client)).RunAsync(session, CancellationToken.None);
        return session;
    }

    private static ChatMessage Submit(int x1, int y1, int x2, int y2)
    {
        BoxArgument person = BoxArgument.From(StickFigure.Kicking.ToPose().PersonBox);
        return ScriptedChatClient.Call(("submit_layout", $$"""
            {"object_box": {"x1": {{x1}}, "y1": {{y1}}, "x2": {{x2}}, "y2": {{y2}} }, "person_box": {"x1": {{person.X1}}, "y1": {{person.Y1}}, "x2": {{person.X2}}, "y2": {{person.Y2}} },
             "pose_type": "dynamic", "body_orientation": "profile", "facial_direction": "right", "object_relationship": "in front of", "object_size": "small", "reasoning": "foot"}
            """));
    }
}
