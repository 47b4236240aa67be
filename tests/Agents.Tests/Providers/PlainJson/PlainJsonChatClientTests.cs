using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers.PlainJson;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Providers.PlainJson;

public class PlainJsonChatClientTests
{
    private static readonly AIFunction Look = AIFunctionFactory.Create((int index) => index, "look", "Looks at a candidate.");

    [Fact]
    public async Task Tools_are_told_in_the_one_system_message_and_not_sent()
    {
        (ScriptedChatClient model, _) = await AskAsync([new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.System, "Be right."), new ChatMessage(ChatRole.User, "go")]);

        string system = Assert.Single(model.Requests[0], message => message.Role == ChatRole.System).Text;
        Assert.StartsWith("Be brief.\n\nBe right.\n\nYou have tools.", system, StringComparison.Ordinal);
        Assert.Contains("look: Looks at a candidate.\n{", system, StringComparison.Ordinal);
        Assert.Contains("\"index\":{", system, StringComparison.Ordinal);
        Assert.Null(model.Options[0]!.Tools);
        Assert.Equal(0.5f, model.Options[0]!.Temperature);
    }

    [Fact]
    public async Task Calls_and_results_become_turns_of_model_and_user_with_the_pictures()
    {
        (ScriptedChatClient model, _) = await AskAsync(
        [
            new ChatMessage(ChatRole.User, "go"),
            new ChatMessage(ChatRole.Assistant, [new TextContent("Let me see."), new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["index"] = 1 })]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", new AIContent[] { new TextContent("""{"seen": true}"""), new DataContent(new byte[] { 9 }, "image/png") })]),
            new ChatMessage(ChatRole.User, "Answer now."),
        ]);

        IReadOnlyList<ChatMessage> sent = model.Requests[0];
        Assert.Equal(["system", "user", "assistant", "user"], sent.Select(message => message.Role.Value));
        Assert.Equal("Let me see.\n{\"tool\":\"look\",\"arguments\":{\"index\":1}}", sent[2].Text);
        Assert.Equal(["Result of look:\n{\"seen\": true}", "Answer now."], sent[3].Contents.OfType<TextContent>().Select(part => part.Text));
        Assert.Single(sent[3].Contents.OfType<DataContent>());
    }

    [Fact]
    public async Task A_call_in_the_text_comes_out_as_a_tool_call()
    {
        (_, ChatResponse response) = await AskAsync([new ChatMessage(ChatRole.User, "go")], answer: """Yes. {"tool": "look", "arguments": {"index": 2}}""");

        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal("Yes.", response.Text);
        Assert.Equal("2", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Arguments!["index"]!.ToString());
    }

    [Fact]
    public async Task Without_tools_nothing_is_changed()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Say("hello"));
        using PlainJsonChatClient client = new(model, takesSchema: true);

        await client.GetResponseAsync("hi", new ChatOptions());

        Assert.Single(model.Requests[0]);
        Assert.Null(model.Options[0]!.ResponseFormat);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_schema_of_a_call_is_asked_for_where_it_is_taken(bool takesSchema)
    {
        (ScriptedChatClient model, _) = await AskAsync([new ChatMessage(ChatRole.User, "go")], takesSchema: takesSchema);

        string? schema = (model.Options[0]!.ResponseFormat as ChatResponseFormatJson)?.Schema?.GetRawText();
        Assert.Equal(takesSchema, schema is not null);
        Assert.Equal(takesSchema, schema?.Contains("\"enum\":[\"look\"]", StringComparison.Ordinal) ?? false);
    }

    private static async Task<(ScriptedChatClient Model, ChatResponse Response)> AskAsync(ChatMessage[] messages, string answer = "hm", bool takesSchema = false)
    {
        ScriptedChatClient model = new(ScriptedChatClient.Say(answer));
        using PlainJsonChatClient client = new(model, takesSchema);
        return (model, await client.GetResponseAsync(messages, new ChatOptions { Tools = [Look], Temperature = 0.5f }));
    }
}
