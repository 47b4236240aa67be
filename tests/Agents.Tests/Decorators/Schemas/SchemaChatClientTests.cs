using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Schemas;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Decorators.Schemas;

public sealed class SchemaChatClientTests
{
    private const string Schema = """{"type": "object", "properties": {"score": {"type": "integer", "minimum": 0, "maximum": 10}}, "required": ["score"], "additionalProperties": false}""";

    [Theory]
    [InlineData("{\"score\": 7}")]
    [InlineData("```json\n{\"score\": 7}\n```")]
    [InlineData("I looked at {it} closely. {\"score\": 7} is my answer.")]
    [InlineData("As the first picture [1] shows: {\"score\": 7}")]
    [InlineData("<think>{\"score\": 3}, no: {\"score\": 4}?</think>{\"score\": 7}")]
    public async Task GetResponseAsync_AnswerThatFits_IsItsJsonAlone(string text)
    {
        ScriptedChatClient model = new(ScriptedChatClient.Say(text));

        ChatResponse response = await AskAsync(model);

        Assert.Equal("{\"score\": 7}", response.Text);
        Assert.Single(model.Requests);
    }

    [Theory]
    [InlineData("no idea", "There is no JSON in it.")]
    [InlineData("{\"score\": ", "The JSON cannot be read")]
    [InlineData("{\"score\": 11}", "\"score\" is 11 but must be at most 10.")]
    [InlineData("{\"score\": \"7\"}", "\"score\" is \"7\" but must be of type integer.")]
    [InlineData("{\"mark\": 7}", "the answer lacks \"score\". \"mark\" is not asked for; leave it out.")]
    public async Task GetResponseAsync_AnswerThatDoesNotFit_GoesBackOnceWithReasonAndSchema(string text, string reason)
    {
        ScriptedChatClient model = new(ScriptedChatClient.Say(text), ScriptedChatClient.Say("{\"score\": 7}"));

        ChatResponse response = await AskAsync(model);

        Assert.Equal("{\"score\": 7}", response.Text);
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.User], model.Requests[1].Select(message => message.Role));
        Assert.Equal(text, model.Requests[1][1].Text);
        Assert.Contains(reason, model.Requests[1][2].Text, StringComparison.Ordinal);
        Assert.EndsWith(Schema, model.Requests[1][2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_NeverFits_IsAskedTwiceAndReturnedAsItIs()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Say("no"), ScriptedChatClient.Say("still no"), ScriptedChatClient.Say("{\"score\": 7}"));

        Assert.Equal("still no", (await AskAsync(model)).Text);
        Assert.Equal(2, model.Requests.Count);
    }

    [Fact]
    public async Task GetResponseAsync_CallOfATool_IsNoAnswerYet()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Call(("look", "{}")));

        ChatResponse response = await AskAsync(model);

        Assert.Equal("look", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task GetResponseAsync_NoSchemaAskedFor_LetsEverythingPass()
    {
        ScriptedChatClient model = new(ScriptedChatClient.Say("```json\n1\n```"));
        using SchemaChatClient client = new(model);

        Assert.Equal("```json\n1\n```", (await client.GetResponseAsync([new ChatMessage(ChatRole.User, "rate it")])).Text);
    }

    private static async Task<ChatResponse> AskAsync(ScriptedChatClient model)
    {
        using SchemaChatClient client = new(model);
        using JsonDocument schema = JsonDocument.Parse(Schema);
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, "rate it")], new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement.Clone()) });
    }
}
