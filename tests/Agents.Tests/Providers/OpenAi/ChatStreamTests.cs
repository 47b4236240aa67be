using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.OpenAi;

namespace ReCorD.Agents.Tests.Providers.OpenAi;

public sealed class ChatStreamTests : IDisposable
{
    private const string End = "[DONE]";

    private readonly ChatServer server = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Pieces_of_text_and_usage_are_put_together()
    {
        server.Stream(false, Text("Hel"), Text("lo"), """{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}""", """{"id": "chat-1", "model": "m-1", "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}}""", End);

        ChatResponse response = await AskAsync();

        Assert.Equal(("Hello", "chat-1", "m-1", 12L, ChatFinishReason.Stop), (response.Text, response.ResponseId, response.ModelId, response.Usage!.TotalTokenCount, response.FinishReason));
        Assert.True(server.Requests[0]["stream"]!.GetValue<bool>());
        Assert.True(server.Requests[0]["stream_options"]!["include_usage"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("\"index\": 0, \"id\": \"a\", ", "\"index\": 0, ", "\"index\": 1, \"id\": \"b\", ")]
    [InlineData("\"id\": \"a\", ", "", "\"id\": \"b\", ")]
    [InlineData("\"id\": \"a\", ", "\"id\": \"a\", ", "\"id\": \"b\", ")]
    public async Task Pieces_of_calls_are_put_together_by_index_or_id(string begin, string go, string second)
    {
        server.Stream(
            false,
            Call($$"""{{begin}}"function": {"name": "look", "arguments": ""}"""), Call($$"""{{go}}"function": {"arguments": "{\"index\""}"""),
            Call($$"""{{go}}"function": {"arguments": ": 2}"}"""), Call($$"""{{second}}"function": {"name": "choose", "arguments": {"index": 3} }"""), End);

        ChatResponse response = await AskAsync();

        Assert.Equal(
            [("a", "look", "2"), ("b", "choose", "3")],
            response.Messages[0].Contents.OfType<FunctionCallContent>().Select(call => (call.CallId, call.Name, call.Arguments!["index"]!.ToString()!)));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task A_model_that_thinks_aloud_keeps_its_thoughts_apart_from_the_answer()
    {
        server.Stream(false, """{"choices": [{"index": 0, "delta": {"reasoning_content": "Hm, "}}]}""", """{"choices": [{"index": 0, "delta": {"reasoning_content": "yes."}}]}""", Text("Yes."), End);

        ChatResponse response = await AskAsync();

        Assert.Equal("Hm, yes.", Assert.Single(response.Messages[0].Contents.OfType<TextReasoningContent>()).Text);
        Assert.Equal("Yes.", response.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_stops_before_its_end_is_a_failure_that_may_pass(bool isCut)
    {
        server.Stream(isCut, Text("Hel"));

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync());

        Assert.Contains("broke off in the middle of its answer", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task A_failure_told_within_the_stream_is_told_on()
    {
        server.Stream(false, Text("Hel"), """{"error": {"message": "out of memory", "code": 500}}""");

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync());

        Assert.Contains("failed in the middle of its answer. out of memory", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"choices": 5}""")]
    [InlineData("""{"choices": [{"delta": {"tool_calls": [{"index": 9, "id": "a"}]}}]}""")]
    [InlineData("""{"choices": []}""")]
    public async Task Pieces_that_are_none_are_not_the_protocol(string piece)
    {
        server.Stream(false, piece, End);

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync());

        Assert.Contains("not the OpenAI chat protocol", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_server_that_knows_no_streaming_answers_as_a_whole()
    {
        server.Complete("""{"role": "assistant", "content": "hello"}""");

        Assert.Equal("hello", (await AskAsync()).Text);
    }

    [Fact]
    public async Task An_error_status_reads_as_without_streaming()
    {
        server.Answer(404, """{"error": {"message": "no such model"}}""");

        Assert.Contains("no such model", (await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync())).Message, StringComparison.Ordinal);
    }

    private static string Text(string text) => $$"""{"choices": [{"index": 0, "delta": {"content": "{{text}}"} }]}""";

    private static string Call(string call) => $$"""{"choices": [{"index": 0, "delta": {"tool_calls": [{ {{call}} }]} }]}""";

    private async Task<ChatResponse> AskAsync()
    {
        using IChatClient client = new OpenAiChatClientFactory().Create("test", new ChatProviderSettings { Endpoint = server.Address, Model = "m", ApiKey = "k", Stream = true }, _ => null);
        return await client.GetResponseAsync("hi");
    }
}
