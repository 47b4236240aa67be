using ModelContextProtocol.Protocol;
using ReCorD.Mcp.Tests.Fakes;

namespace ReCorD.Mcp.Tests;

/// <summary>Waiting and ending, with a method that stays in its step until it is let go.</summary>
public sealed class ConcurrencyTests : IAsyncDisposable
{
    private static readonly object Picture = new { prompt = "a boy is kicking a ball" };

    private readonly ServerUnderTest server = new();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_second_call_waits_for_the_engine_and_says_so()
    {
        server.Host.Method.Close();
        Task<CallToolResult> first = server.CallAsync("generate_image", Picture);
        await server.Host.Method.Entered;
        RecordingProgress progress = new();

        Task<CallToolResult> second = server.CallAsync("generate_image", Picture, progress);
        await progress.HearAsync("waiting: another call is using the engine");

        Assert.Equal(1, server.Host.Method.Running);
        server.Host.Method.Open();
        Assert.Contains("\"run\":\"run-1\"", ServerUnderTest.Text(await first), StringComparison.Ordinal);
        Assert.Contains("\"run\":\"run-2\"", ServerUnderTest.Text(await second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_no_engine_does_not_wait()
    {
        server.Host.Method.Close();
        Task<CallToolResult> slow = server.CallAsync("generate_image", Picture);
        await server.Host.Method.Entered;

        Assert.Equal("{\"runs\":[]}", ServerUnderTest.Text(await server.CallAsync("list_runs")));

        server.Host.Method.Open();
        await slow;
    }

    [Fact]
    public async Task The_server_ends_with_its_input_after_stopping_what_is_under_way()
    {
        server.Host.Method.Close();
        Task<CallToolResult> call = server.CallAsync("generate_image", Picture);
        await server.Host.Method.Entered;

        await server.Input.DisposeAsync();
        await server.Serving;

        Assert.True(server.Host.Method.Cancelled.IsCompletedSuccessfully);
        Assert.Equal(0, server.Host.Method.Running);
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }
}
