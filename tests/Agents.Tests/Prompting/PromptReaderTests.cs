using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Prompting;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Diffusion.Prompts;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;

namespace ReCorD.Agents.Tests.Prompting;

public sealed class PromptReaderTests : IDisposable
{
    private const string German = "ein Junge tritt im Regen einen Ball und ein Mädchen hält eine Tasse";

    private const string Understood = """
        {"interactions": [
          {"subject": "a boy", "verb": "kicking", "object": "a ball", "scene": "in the rain"},
          {"subject": "a girl", "verb": "holding", "object": "a cup", "scene": "in the rain"}], "reasoning": "German: two people act."}
        """;

    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData("a boy is kicking a ball", PromptAgentMode.Auto, false)]
    [InlineData("a boy is kicking a ball in the park, oil painting", PromptAgentMode.Auto, false)]
    [InlineData("a boy is kicking a ball", PromptAgentMode.Always, true)]
    [InlineData("a boy is kicking a ball and a girl is holding a cup", PromptAgentMode.Auto, true)]
    [InlineData("there is a ball and a boy is kicking it", PromptAgentMode.Auto, true)]
    [InlineData("a quiet lake", PromptAgentMode.Auto, true)]
    [InlineData("a boy is not kicking a ball", PromptAgentMode.Auto, true)]
    [InlineData(German, PromptAgentMode.Never, false)]
    public async Task ReadAsync_Modes_AskTheAgentWhereTheyShould(string text, PromptAgentMode mode, bool asked)
    {
        using IChatClient client = TestRun.Builtin();

        PromptReading reading = await ReadAsync(client, text, mode);

        Assert.Equal(asked, reading.Record is not null);
        Assert.Equal(asked, reading.Transcript.Count > 0);
    }

    [Fact]
    public async Task ReadAsync_OtherLanguage_BecomesASentenceThatTheParserReads()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("submit_interactions", Understood)));

        PromptReading reading = await ReadAsync(model, German);

        Assert.Equal("a boy is kicking a ball and a girl is holding a cup in the rain", reading.Prompt.Text);
        Assert.Equal(("boy", "kicking", "ball"), (reading.Prompt.Subject, reading.Prompt.Verb, reading.Prompt.Object));
        Assert.Equal(German, reading.Record!.Text);
        Assert.Equal(1, reading.Record.Corrected);
        Assert.Contains("2 interactions", Assert.Single(reading.Warnings), StringComparison.Ordinal);
        Assert.Equal([new StageStarted("prompt", 0), new StageFinished("prompt", 1)], run.Scene.Observer.Events.Where(e => e is StageStarted or StageFinished));
    }

    [Fact]
    public async Task ReadAsync_InteractionChosen_PutsItFirst()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("submit_interactions", Understood)));

        PromptReading reading = await ReadAsync(model, German, number: 2);

        Assert.Equal("a girl is holding a cup and a boy is kicking a ball in the rain", reading.Prompt.Text);
        Assert.Equal("cup", reading.Prompt.Object);
        Assert.Equal(2, reading.Record!.Corrected);
    }

    [Theory]
    [InlineData("a boy is kicking a ball", 2)]
    [InlineData("a boy is kicking a ball and a girl is holding a cup", 3)]
    public async Task ReadAsync_InteractionThatIsNotThere_IsRefused(string text, int number)
    {
        using IChatClient client = TestRun.Builtin();

        await Assert.ThrowsAsync<AgentException>(() => ReadAsync(client, text, number: number));
    }

    [Fact]
    public async Task ReadAsync_PartsThatReadDifferently_AreMended()
    {
        ScriptedChatClient model = new(
            ScriptedChatClient.Call(("submit_interactions", """{"interactions": [{"subject": "boy with a hat", "verb": "kicks", "object": "ball"}], "reasoning": "x"}""")),
            ScriptedChatClient.Call(("submit_interactions", """{"interactions": [{"subject": "boy", "verb": "kicking", "object": "ball", "scene": "with a hat"}], "reasoning": "x"}""")));

        PromptReading reading = await ReadAsync(model, "Junge mit Hut, Ball, kick!");

        Assert.Equal("a boy is kicking a ball with a hat", reading.Prompt.Text);
        Assert.Equal(2, reading.Record!.Attempts);
        Assert.Contains(reading.Transcript, entry => entry.Role == "tool" && entry.Text.Contains("reads as", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_EnglishTextWithDetails_GoesToTheModelAsTyped()
    {
        const string Text = "a tall boy with a red hat is kicking a ball while a girl with a bow is holding a cup";
        using IChatClient client = TestRun.Builtin();

        PromptReading reading = await ReadAsync(client, Text);

        Assert.Equal(Text, reading.Prompt.Text);
        Assert.Equal(2, reading.Record!.Interactions.Count);
    }

    [Fact]
    public async Task ReadAsync_BuiltinAndOtherLanguage_SaysThatItUnderstandsNothing()
    {
        using IChatClient client = TestRun.Builtin();

        PromptReading reading = await ReadAsync(client, German);

        Assert.False(reading.Prompt.HasInteraction);
        Assert.Empty(reading.Record!.Interactions);
        Assert.Contains("Other languages", reading.Record.Reasoning, StringComparison.Ordinal);
        Assert.Null(reading.Record.Fallback);
    }

    [Fact]
    public async Task ReadAsync_NoValidAnswer_FallsBackOpenly()
    {
        ScriptedChatClient model = new(Enumerable.Range(0, 9).Select(_ => ScriptedChatClient.Say("A boy kicks a ball.")));

        PromptReading reading = await ReadAsync(model, German);

        Assert.False(reading.Prompt.HasInteraction);
        Assert.Contains("3 attempts", reading.Record!.Fallback!, StringComparison.Ordinal);
        Assert.Contains("parser alone", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ProviderFails_FallsBackOpenly()
    {
        ScriptedChatClient model = new() { BeforeAnswer = () => throw new ChatProviderException("Nobody answers at http://localhost:1.") };

        PromptReading reading = await ReadAsync(model, German);

        Assert.Contains("Nobody answers", reading.Record!.Fallback!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ModelThatLacksSomething_WarnsOnce()
    {
        FunctionChatClient model = new(number =>
        {
            ChatResponse response = new(number < 2 ? ScriptedChatClient.Say("Hm.") : ScriptedChatClient.Call(("submit_interactions", Understood)));
            ChatNotices.Add(response, ["The model calls no tools."]);
            return response;
        });

        PromptReading reading = await ReadAsync(model, German);

        Assert.Equal(2, model.Asked);
        Assert.Equal("The model calls no tools.", reading.Warnings[0]);
        Assert.Contains("2 interactions", Assert.Single(reading.Warnings.Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_RecordedReading_AsksNobody()
    {
        PromptReading first = await ReadAsync(new ScriptedChatClient(ScriptedChatClient.Call(("submit_interactions", Understood))), German);
        ScriptedChatClient silent = new();

        PromptReading again = await ReadAsync(silent, German, recorded: new RecordedReading(first.Record!, first.Transcript));

        Assert.Empty(silent.Requests);
        Assert.Equal(first.Prompt, again.Prompt);
        Assert.Equal(first.Warnings, again.Warnings);
        Assert.Equal(first.Record!.Interactions, again.Record!.Interactions);
        Assert.Equal(first.Transcript, again.Transcript);
    }

    [Fact]
    public async Task RunAsync_WithReading_KeepsItInTheRecord()
    {
        PromptReading reading = await ReadAsync(new ScriptedChatClient(ScriptedChatClient.Call(("submit_interactions", Understood))), German);
        using IChatClient client = TestRun.Builtin();

        RunOutcome outcome = await run.RunAsync(TestRun.Request() with { Prompt = reading.Prompt, Reading = reading }, client);

        Assert.Equal(German, outcome.Record.TypedText());
        Assert.Equal("prompt", outcome.Record.Transcript[0].Agent);
        Assert.Contains(reading.Warnings[0], outcome.Record.Warnings);
        Assert.True(outcome.Record.Timings.ContainsKey("prompt"));
    }

    private Task<PromptReading> ReadAsync(IChatClient client, string text, PromptAgentMode mode = PromptAgentMode.Auto, int number = 1, RecordedReading? recorded = null) =>
        new PromptReader(run.Conversation(client), run.Scene.Observer, new TickingTime()).ReadAsync(text, mode, number, recorded, CancellationToken.None);
}
