using System.Text.Json;

namespace ReCorD.Mcp.Tests.Fakes;

/// <summary>A client that writes and reads the protocol's lines itself. The SDK's own does not tell the server of every call that its user cancels (its issue 1365).</summary>
internal sealed class LineClient(ServerUnderTest server) : IDisposable
{
    private readonly StreamReader output = new(server.Output);
    private readonly StreamWriter input = new(server.Input) { AutoFlush = true };

    public async Task ShakeHandsAsync()
    {
        await SendAsync("""{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"lines","version":"1"}}}""");
        Assert.Equal("2025-06-18", (await ReadAsync()).GetProperty("result").GetProperty("protocolVersion").GetString());
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    public Task SendAsync(string line) => input.WriteLineAsync(line);

    /// <summary>Calls a tool; progress comes under the id of the call where it is wanted.</summary>
    public Task CallAsync(int id, string tool, string arguments, bool progress = false) => SendAsync(
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}{{{(progress ? $$""","_meta":{"progressToken":{{id}}}""" : "")}}}}}""");

    public Task CancelAsync(int id) => SendAsync($$$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{{{id}}}}}""");

    public async Task<JsonElement> ReadAsync() => JsonDocument.Parse(await output.ReadLineAsync() ?? throw new EndOfStreamException()).RootElement.Clone();

    /// <summary>Reads to the next answer; notifications before it are kept in order.</summary>
    public async Task<(JsonElement Answer, IReadOnlyList<JsonElement> Notes)> AnswerAsync()
    {
        List<JsonElement> notes = [];
        JsonElement line;
        while (!(line = await ReadAsync()).TryGetProperty("id", out _))
        {
            notes.Add(line.GetProperty("params"));
        }

        return (line, notes);
    }

    public void Dispose()
    {
        input.Dispose();
        output.Dispose();
    }
}
