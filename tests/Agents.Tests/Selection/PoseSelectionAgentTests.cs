using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Selection;
using ReCorD.Fakes;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Tests.Selection;

public sealed class PoseSelectionAgentTests : IDisposable
{
    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task RunAsync_Model_SeesEveryCandidate()
    {
        ScriptedChatClient model = new(Submit(2));

        SceneSession session = await AskAsync(model);

        Assert.Equal(2, session.PoseSubmission.Value!.Index);
        Assert.Equal(3, model.Requests[0].SelectMany(message => message.Contents).OfType<DataContent>().Count());
        Assert.Equal(["extract_pose", "locate_object", "submit_pose_choice"], model.Options[0]!.Tools!.Select(tool => tool.Name));
    }

    [Fact]
    public async Task RunAsync_WrongIndex_GoesBackWithTheReason()
    {
        ScriptedChatClient model = new(Submit(7), Submit(1));

        SceneSession session = await AskAsync(model);

        FunctionResultContent refusal = model.Requests[1].SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single();
        Assert.Contains("0 to 2", string.Concat(((IEnumerable<AIContent>)refusal.Result!).OfType<TextContent>()), StringComparison.Ordinal);
        Assert.Equal(1, session.PoseSubmission.Value!.Index);
        Assert.Equal(2, session.PoseSubmission.Attempts);
        Assert.Null(session.PoseSubmission.Fallback);
    }

    [Fact]
    public async Task RunAsync_TextInsteadOfACall_IsReminded()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Say("The second one."), Submit(1));

        SceneSession session = await AskAsync(model);

        Assert.Contains("submit_pose_choice", model.Requests[1][^1].Text, StringComparison.Ordinal);
        Assert.Equal(1, session.PoseSubmission.Value!.Index);
    }

    [Fact]
    public async Task RunAsync_NonsenseToTheEnd_KeepsTheFirstAndSaysWhy()
    {
        ScriptedChatClient model = new(Submit(7), ScriptedChatClient.Say("hm"), Submit(-1), Submit(1));

        SceneSession session = await AskAsync(model);

        Assert.Equal(3, model.Requests.Count);
        Assert.Equal(0, session.PoseSubmission.Value!.Index);
        Assert.Contains("no valid answer in 3 attempts", session.PoseSubmission.Fallback!, StringComparison.Ordinal);
        Assert.Contains(session.Warnings, warning => warning.StartsWith("Pose selection:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_EndlessToolCalls_AreCappedAndFallBack()
    {
        ScriptedChatClient model = new(Enumerable.Range(0, 1000).Select(_ => ScriptedChatClient.Call(("extract_pose", """{"candidate_index": 0}"""))));

        SceneSession session = await AskAsync(model);

        Assert.Equal(0, session.PoseSubmission.Value!.Index);
        Assert.True(model.Requests.Count <= 36, $"{model.Requests.Count} requests");
    }

    [Fact]
    public async Task RunAsync_Builtin_ChoosesTheKickAndStatesTheScores()
    {
        using IChatClient client = TestRun.Builtin();

        SceneSession session = await AskAsync(client);

        Assert.Equal(1, session.PoseSubmission.Value!.Index);
        Assert.Matches(@"0: 0\.\d\d, 1: 1\.00, 2: 0\.\d\d", session.PoseSubmission.Value.Reasoning);
        Assert.Equal(1, session.PoseSubmission.Attempts);
    }

    [Fact]
    public async Task RunAsync_BuiltinWithEqualPoses_TakesTheFirst()
    {
        run.Scene.Poses.Poses[12] = run.Scene.Poses.Poses[11];
        using IChatClient client = TestRun.Builtin();

        Assert.Equal(1, (await AskAsync(client)).PoseSubmission.Value!.Index);
    }

    [Fact]
    public async Task RunAsync_EndpointDown_EndsTheRun()
    {
        ScriptedChatClient model = new() { BeforeAnswer = () => throw new ChatProviderException("down") };

        await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync(model));
    }

    private static ChatMessage Submit(int index) => ScriptedChatClient.Call(("submit_pose_choice", $$"""{"candidate_index": {{index}}, "reasoning": "the leg"}"""));

    private async Task<SceneSession> AskAsync(IChatClient client)
    {
        SceneSession session = run.Scene.Session();
        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);
        await new PoseSelectionAgent(run.Conversation(client)).RunAsync(session, CancellationToken.None);
        return session;
    }
}
