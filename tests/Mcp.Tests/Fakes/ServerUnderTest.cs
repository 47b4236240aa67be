using System.IO.Pipelines;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ReCorD.Mcp.Tests.Fakes;

/// <summary>A server in this process, with the SDK's own client or with bare lines.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly Pipe toServer = new();
    private readonly Pipe toClient = new();
    private McpClient? client;

    public ServerUnderTest(int maximumScenes = McpSettings.DefaultMaximumScenes) => Serving = new RecordMcpServer(
        Host, new McpSettings { Version = "1.2.3", MaximumScenes = maximumScenes }, Log).RunAsync(toServer.Reader.AsStream(), toClient.Writer.AsStream(), CancellationToken.None);

    public FakeHost Host { get; } = new();

    public CancellationLog Log { get; } = new();

    /// <summary>Ends with the server.</summary>
    public Task Serving { get; }

    public Stream Input => toServer.Writer.AsStream();

    public Stream Output => toClient.Reader.AsStream();

    public async Task<McpClient> ConnectAsync() =>
        client ??= await McpClient.CreateAsync(
            new StreamClientTransport(Input, Output), new McpClientOptions { ClientInfo = new Implementation { Name = "test", Version = "1" }, DiscoverProbeTimeout = Timeout.InfiniteTimeSpan });

    public async Task<CallToolResult> CallAsync(string tool, object? arguments = null, IProgress<ProgressNotificationValue>? progress = null, CancellationToken cancellationToken = default)
    {
        McpClient connected = await ConnectAsync();
        Dictionary<string, object?> values = arguments?.GetType().GetProperties().ToDictionary(property => property.Name, property => property.GetValue(arguments)) ?? [];
        return await connected.CallToolAsync(tool, values, progress, cancellationToken: cancellationToken);
    }

    /// <summary>The text of a result that is no error.</summary>
    public static string Text(CallToolResult result)
    {
        Assert.NotEqual(true, result.IsError);
        return result.Content.OfType<TextContentBlock>().Single().Text;
    }

    /// <summary>The text of an error.</summary>
    public static string Error(CallToolResult result)
    {
        Assert.True(result.IsError);
        return Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
    }

    public async ValueTask DisposeAsync()
    {
        Host.Method.Open();
        if (client is not null)
        {
            await client.DisposeAsync();
        }

        await toServer.Writer.CompleteAsync();
        await Serving;
        Host.Dispose();
        Log.Dispose();
    }
}
