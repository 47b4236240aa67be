using System.Text.Json;
using ReCorD.Mcp.Tests.Fakes;

namespace ReCorD.Mcp.Tests;

/// <summary>What really is on the wire, one JSON object a line, as clients of any make see it.</summary>
public sealed class WireTests : IAsyncDisposable
{
    private const string Picture = """{"prompt":"a boy is kicking a ball"}""";

    private readonly ServerUnderTest server = new();
    private readonly LineClient client;

    public WireTests() => client = new LineClient(server);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        client.Dispose();
    }

    [Fact]
    public async Task Progress_carries_the_clients_token_rises_strictly_and_ends_before_the_result()
    {
        await client.ShakeHandsAsync();
        await client.CallAsync(2, "generate_image", Picture, progress: true);

        (JsonElement answer, IReadOnlyList<JsonElement> notes) = await client.AnswerAsync();

        Assert.Equal(2, answer.GetProperty("id").GetInt32());
        Assert.All(notes, note => Assert.Equal(2, note.GetProperty("progressToken").GetInt32()));
        double[] values = [.. notes.Select(note => note.GetProperty("progress").GetDouble())];
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.First < pair.Second, $"{pair.First} then {pair.Second}"));
        Assert.Equal("candidates: 15 steps", Message(notes[0]));
        Assert.Contains(notes, note => Message(note) == "candidates: step 15 of 15" && note.GetProperty("progress").GetDouble() == 15 && note.GetProperty("total").GetDouble() == 15);
    }

    [Fact]
    public async Task Without_a_token_no_progress_is_sent()
    {
        await client.ShakeHandsAsync();
        await client.CallAsync(2, "generate_image", Picture);

        Assert.Empty((await client.AnswerAsync()).Notes);
    }

    [Fact]
    public async Task A_line_that_is_no_message_does_not_end_the_server()
    {
        await client.ShakeHandsAsync();
        await client.SendAsync("this is not JSON");
        await client.SendAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/list"}""");

        JsonElement answer;
        do
        {
            answer = await client.ReadAsync();
        }
        while (!answer.TryGetProperty("result", out _));

        Assert.Equal(3, answer.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_cancelled_call_stops_at_once_and_the_next_one_runs()
    {
        await client.ShakeHandsAsync();
        server.Host.Method.Close();
        await client.CallAsync(2, "generate_image", Picture);
        await server.Host.Method.Entered;

        await client.CancelAsync(2);

        await server.Host.Method.Cancelled;
        server.Host.Method.Open();
        await client.CallAsync(3, "generate_image", Picture);
        JsonElement answer = (await client.AnswerAsync()).Answer;
        Assert.Equal(3, answer.GetProperty("id").GetInt32());
        Assert.Contains("run-1", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_waits_can_be_cancelled_too()
    {
        await client.ShakeHandsAsync();
        server.Host.Method.Close();
        await client.CallAsync(2, "generate_image", Picture);
        await server.Host.Method.Entered;
        await client.CallAsync(3, "generate_image", Picture, progress: true);
        Assert.StartsWith("waiting", Message((await client.ReadAsync()).GetProperty("params")), StringComparison.Ordinal);

        await client.CancelAsync(3);
        Assert.Equal("3", await server.Log.Cancelled.WaitAsync(TimeSpan.FromMinutes(1)));
        await client.CallAsync(4, "list_runs", "{}");
        Assert.Equal(4, (await client.AnswerAsync()).Answer.GetProperty("id").GetInt32());
        server.Host.Method.Open();

        Assert.Equal(2, (await client.AnswerAsync()).Answer.GetProperty("id").GetInt32());
        await client.CallAsync(5, "generate_image", Picture);
        Assert.Equal(5, (await client.AnswerAsync()).Answer.GetProperty("id").GetInt32());
        Assert.Equal(2, server.Host.Pictures.Count);
    }

    [Fact]
    public async Task Cancelled_candidates_are_completed_by_the_next_call()
    {
        await client.ShakeHandsAsync();
        await client.CallAsync(2, "open_scene", Picture);
        await client.AnswerAsync();
        server.Host.Method.Close(afterCalls: 1);
        await client.CallAsync(3, "generate_candidates", """{"scene_id":"scene-1"}""");
        await server.Host.Method.Entered;
        await client.CancelAsync(3);
        await server.Host.Method.Cancelled;
        server.Host.Method.Open();

        await client.CallAsync(4, "generate_candidates", """{"scene_id":"scene-1"}""");

        JsonElement content = (await client.AnswerAsync()).Answer.GetProperty("result").GetProperty("content");
        Assert.Equal(3, content.EnumerateArray().Count(part => part.GetProperty("type").GetString() == "image"));
        Assert.Equal([10, 11, 12], server.Host.Synthetic.Requests.Select(request => request.Seed));
    }

    [Fact]
    public async Task A_name_that_is_sent_twice_within_an_argument_is_an_error_of_the_call()
    {
        await client.ShakeHandsAsync();
        await client.CallAsync(2, "generate_image", """{"prompt":"a boy is kicking a ball","box":{"x1":1,"x1":2,"y1":2,"x2":300,"y2":400}}""");

        JsonElement result = (await client.AnswerAsync()).Answer.GetProperty("result");

        Assert.True(result.GetProperty("isError").GetBoolean());
        Assert.Equal("The argument box.x1 was sent more than once.", result.GetProperty("content")[0].GetProperty("text").GetString());
    }

    private static string Message(JsonElement note) => note.GetProperty("message").GetString()!;
}
