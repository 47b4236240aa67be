using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.Capabilities;
using ReCorD.Agents.Providers.OpenAi;
using ReCorD.Agents.Providers.Presets;

namespace ReCorD.Agents.Tests.Providers.OpenAi;

/// <summary>Complaints in the words of real endpoints: the field is left out, and from then on at once.</summary>
public sealed class RefusedFieldTests : IDisposable
{
    private readonly ChatServer server = new();
    private readonly KnowledgeCache cache = new();

    public void Dispose() => server.Dispose();

    [Theory]
    [InlineData("""{"error": {"message": "Unsupported parameter: 'max_completion_tokens' is not supported with this model. Use 'max_tokens' instead."}}""", "max_completion_tokens", "max_tokens")]
    [InlineData("""{"error": {"message": "Unsupported value: 'temperature' does not support 0.2 with this model.", "param": "temperature"}}""", "temperature", null)]
    [InlineData("""[{"error": {"code": 400, "message": "Invalid JSON payload received. Unknown name \"seed\": Cannot find field."}}]""", "seed", null)]
    [InlineData("""{"error": {"message": "`temperature` and `top_p` cannot both be specified for this model."}}""", "top_p", null)]
    [InlineData("""{"error": "Invalid tool_choice type: 'object'. Supported string values: none, auto, required"}""", "tool_choice", null)]
    [InlineData("""{"error": {"message": "not good", "param": "parallel_tool_calls"}}""", "parallel_tool_calls", null)]
    public async Task A_field_that_is_refused_by_name_is_left_out(string complaint, string field, string? instead)
    {
        server.Answer(400, complaint);
        server.Respond = _ => new ServerAnswer(200, ChatServer.Completion("""{"role": "assistant", "content": "ok"}"""));

        await AskAsync();
        await AskAsync();

        Assert.Equal([true, false, false], server.Requests.Select(request => request.ContainsKey(field)));
        string[] rest = [.. server.Requests[0].Select(member => member.Key).Where(key => key != field)];
        Assert.All(server.Requests.Skip(1), request => Assert.Superset(rest.ToHashSet(), request.Select(member => member.Key).ToHashSet()));
        Assert.True(instead is null || server.Requests[^1].ContainsKey(instead));
    }

    [Fact]
    public async Task An_endpoint_that_refuses_everything_is_asked_a_few_times_only()
    {
        server.Respond = _ => new ServerAnswer(400, """{"error": "seed, top_p, temperature, tool_choice, parallel_tool_calls, max_tokens, max_completion_tokens, stream: all wrong"}""");

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(AskAsync);

        Assert.Contains("all wrong", error.Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 2, 10);
    }

    [Theory]
    [InlineData("""{"error": {"message": "the context is too long"}}""", "the context is too long")]
    [InlineData("""{"error": "the context is too long"}""", "the context is too long")]
    [InlineData("""{"message": "the context is too long"}""", "the context is too long")]
    [InlineData("""{"detail": "the context is too long"}""", "the context is too long")]
    [InlineData("""[{"error": {"message": "the context is too long"}}]""", "the context is too long")]
    public async Task The_endpoints_own_words_are_quoted_whatever_shape_they_come_in(string body, string said)
    {
        server.Answer(400, body);

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(AskAsync);

        Assert.EndsWith($"(HTTP 400). {said}", error.Message, StringComparison.Ordinal);
    }

    private async Task AskAsync()
    {
        ChatOptions options = new()
        {
            Tools = [AIFunctionFactory.Create(() => 1, "look", "Looks.")], ToolMode = ChatToolMode.RequireSpecific("look"), AllowMultipleToolCalls = false,
            Temperature = 0.2f, TopP = 0.9f, Seed = 7, MaxOutputTokens = 50,
        };
        using IChatClient client = new OpenAiChatClientFactory(ProviderPresets.OpenAi, cache).Create(
            "test", new ChatProviderSettings { Endpoint = server.Address, Model = "m", ApiKey = "k" }, _ => null);
        await client.GetResponseAsync("hi", options);
    }
}
