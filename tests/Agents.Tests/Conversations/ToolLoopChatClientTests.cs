using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Methods;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;

namespace ReCorD.Agents.Tests.Conversations;

public sealed class ToolLoopChatClientTests
{
    private readonly List<int> called = [];
    private readonly RecordingObserver observer = new();

    [Fact]
    public async Task GetResponseAsync_ParallelCalls_RunInOrderAndAnswerEach()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("double", """{"number": 1}"""), ("double", """{"number": 2}""")), ScriptedChatClient.Say("done"));

        ChatResponse response = await RunAsync(model);

        Assert.Equal([1, 2], called);
        Assert.Equal(["2", "4"], Results(model).Select(Text));
        Assert.Equal("done", response.Text);
    }

    [Fact]
    public async Task GetResponseAsync_UnknownTool_GoesBackWithTheList()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("draw", "{}")));

        await RunAsync(model);

        Assert.Equal("There is no tool 'draw'. Tools: double, break, abort.", Text(Results(model).Single()));
    }

    [Theory]
    [InlineData("""{"number": "many"}""")]
    [InlineData("""{}""")]
    [InlineData("""{"number": [1]}""")]
    [InlineData("""[1, 2""")]
    [InlineData("not json")]
    public async Task GetResponseAsync_BadArguments_GoBackWithTheSchema(string arguments)
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("double", arguments)));

        await RunAsync(model);

        Assert.Contains("\"number\"", Text(Results(model).Single()), StringComparison.Ordinal);
        Assert.Empty(called);
    }

    [Fact]
    public async Task GetResponseAsync_ToolThrows_SaysSoWithoutTheMessage()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("break", "{}")));

        await RunAsync(model);

        string text = Text(Results(model).Single());
        Assert.Contains("break failed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/secret/path", text, StringComparison.Ordinal);
    }

    /// <summary>Failures that no other arguments would mend; each must reach the user with its own message.</summary>
    public static TheoryData<Exception> RunFailures => new(
        new GenerationException("model lost"),
        new GraphException("no such operator"),
        new InsufficientMemoryException("too large"),
        new OverflowException("decoder overflowed"),
        new IOException("disk full"));

    [Theory]
    [MemberData(nameof(RunFailures), DisableDiscoveryEnumeration = true)]
    public async Task GetResponseAsync_TheRunItselfFails_EndsWithThatError(Exception failure)
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("abort", "{}")));

        Assert.Same(failure, await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(model, failure: failure)));
    }

    [Fact]
    public async Task GetResponseAsync_Cancelled_Ends()
    {
        using CancellationTokenSource source = new();
        ScriptedChatClient model = new(ScriptedChatClient.Call(("double", """{"number": 1}"""))) { BeforeAnswer = source.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(model, cancellationToken: source.Token));
    }

    [Fact]
    public async Task GetResponseAsync_EndlessCalls_StopAtTheCap()
    {
        ScriptedChatClient model = new(Enumerable.Range(0, 100).Select(i => ScriptedChatClient.Call(("double", $$"""{"number": {{i}} }"""))));

        await RunAsync(model, maximumRounds: 4);

        Assert.Equal(4, model.Requests.Count);
        Assert.Equal([0, 1, 2, 3], called);
    }

    [Fact]
    public async Task GetResponseAsync_MoreCallsThanAreRunAtOnce_ComeBackUnrun()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(Enumerable.Range(0, 70).Select(i => ("double", $$"""{"number": {{i}} }"""))));

        await RunAsync(model);

        Assert.Equal(64, called.Count);
        Assert.Equal(70, Results(model).Count());
        Assert.Equal("Not run: at most 64 tools are run for one answer. Look at their results first, then call again.", Text(Results(model).Last()));
    }

    [Fact]
    public async Task GetResponseAsync_HugeText_IsCutInConversationAndTranscript()
    {
        TranscriptRecorder transcript = new(observer);
        ChatMessage huge = ScriptedChatClient.Call(("double", """{"number": 1}"""));
        huge.Contents.Insert(0, new TextContent(new string('a', 1_000_000)));
        ScriptedChatClient model = new(huge);

        await RunAsync(model, transcript: transcript);

        string kept = model.Requests[1][1].Text;
        Assert.EndsWith("\n[cut here: 1000000 characters, of which at most 32000 are kept]", kept, StringComparison.Ordinal);
        Assert.Equal(kept, transcript.Entries[1].Text);
        Assert.True(kept.Length < 33_000);
        Assert.Equal([1], called);
    }

    [Fact]
    public async Task GetResponseAsync_HugeArguments_GoBackUnread()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("double", $$"""{"number": 1, "why": "{{new string('a', 50_000)}}"}""")));

        await RunAsync(model);

        Assert.Empty(called);
        Assert.Contains("They have 500", Text(Results(model).Single()), StringComparison.Ordinal);
        Assert.Contains("at most 32000 are read", Text(Results(model).Single()), StringComparison.Ordinal);
        Assert.True(model.Requests[1].Sum(message => message.Contents.OfType<FunctionCallContent>().Sum(call => call.Arguments?.Count ?? 0)) == 0);
    }

    [Fact]
    public async Task GetResponseAsync_CompleteMidRound_RunsNothingMore()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("double", """{"number": 1}"""), ("double", """{"number": 2}""")), ScriptedChatClient.Say("never asked"));

        ChatResponse response = await RunAsync(model, isComplete: () => called.Count > 0);

        Assert.Equal([1], called);
        Assert.Single(model.Requests);
        Assert.Contains(response.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>(), result => Text(result).StartsWith("Not run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GetResponseAsync_Transcript_HoldsEveryMessageOnce()
    {
        TranscriptRecorder transcript = new(observer);
        ScriptedChatClient model = new(ScriptedChatClient.Call(("double", """{"number": 1}""")), ScriptedChatClient.Say("done"));

        await RunAsync(model, transcript: transcript);

        Assert.Equal(
            [
                new TranscriptEntry("tester", "user", "start"),
                new TranscriptEntry("tester", "assistant", "", "double", """{"number":1}"""),
                new TranscriptEntry("tester", "tool", "2", "double"),
                new TranscriptEntry("tester", "assistant", "done"),
            ],
            transcript.Entries);
        Assert.Equal(new ToolCalled("tester", "double", """{"number":1}"""), Assert.Single(observer.Events));
    }

    private static IEnumerable<FunctionResultContent> Results(ScriptedChatClient model) =>
        model.Requests[^1].SelectMany(message => message.Contents).OfType<FunctionResultContent>();

    private static string Text(FunctionResultContent result) => ToolResultParts.Split(result.Result).Text;

    private async Task<ChatResponse> RunAsync(
        ScriptedChatClient model, int maximumRounds = 12, Func<bool>? isComplete = null, TranscriptRecorder? transcript = null, Exception? failure = null, CancellationToken cancellationToken = default)
    {
        AIFunction twice = AIFunctionFactory.Create(([Description("The number.")] int number) => { called.Add(number); return number * 2; }, "double", "Doubles.");
        AIFunction broken = AIFunctionFactory.Create(new Func<int>(() => throw new InvalidOperationException("/secret/path")), "break", "Breaks.");
        AIFunction abort = AIFunctionFactory.Create(new Func<int>(() => throw failure!), "abort", "Aborts.");
        using ToolLoopChatClient client = new(model, new ToolLoopOptions { Agent = "tester", MaximumRounds = maximumRounds, IsComplete = isComplete ?? (() => false), Transcript = transcript });
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, "start")], new ChatOptions { Tools = [twice, broken, abort] }, cancellationToken);
    }
}
