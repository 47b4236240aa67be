using System.Threading.Channels;
using ModelContextProtocol;

namespace ReCorD.Mcp.Tests.Fakes;

/// <summary>Keeps progress, and waits for a message.</summary>
internal sealed class RecordingProgress : IProgress<ProgressNotificationValue>
{
    private readonly Channel<string> messages = Channel.CreateUnbounded<string>();

    public void Report(ProgressNotificationValue value) => messages.Writer.TryWrite(value.Message ?? "");

    /// <summary>Ends when a message with this beginning came.</summary>
    public async Task HearAsync(string beginning)
    {
        while (!(await messages.Reader.ReadAsync()).StartsWith(beginning, StringComparison.Ordinal))
        {
        }
    }
}
