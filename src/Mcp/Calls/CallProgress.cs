using System.Globalization;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using ReCorD.Plugins.Events;

namespace ReCorD.Mcp.Calls;

/// <summary>
/// Turns the events of one call into <c>notifications/progress</c>, in their order and all before the call's result. Progress counts steps of the engine;
/// the total is that of the stages known so far, and grows when another begins. A client that sent no token gets none.
/// </summary>
internal sealed class CallProgress : IRunObserver, IAsyncDisposable
{
    /// <summary>Progress must rise with every notification, those between steps too. A power of two: sums stay exact on the wire, in single precision.</summary>
    private const float BetweenSteps = 1f / 16;

    private readonly Channel<ProgressNotificationValue> notes = Channel.CreateUnbounded<ProgressNotificationValue>();
    private readonly Lock gate = new();
    private readonly Task sending;
    private readonly bool wanted;
    private float progress;
    private float? total;

    /// <summary>Progress at which the present stage's steps begin.</summary>
    private float stageStart;

    /// <param name="server">Where to send.</param>
    /// <param name="token">The client's token for the call; null: it wants no progress.</param>
    /// <param name="cancellationToken">Ends the sending with the call.</param>
    public CallProgress(McpServer server, ProgressToken? token, CancellationToken cancellationToken)
    {
        wanted = token is not null;
        sending = token is { } address ? SendAsync(server, address, cancellationToken) : Task.CompletedTask;
    }

    public void Observe(RunEvent runEvent)
    {
        if (!wanted)
        {
            return;
        }

        lock (gate)
        {
            switch (runEvent)
            {
                case StageStarted { Steps: > 0 } started:
                    stageStart = MathF.Ceiling(progress);
                    total = stageStart + started.Steps;
                    Note(Format($"{started.Stage}: {started.Steps} steps"));
                    break;
                case StageStarted started:
                    Note(started.Stage);
                    break;
                case StageStepped stepped:
                    Note(Format($"{stepped.Stage}: step {stepped.Completed} of {stepped.Steps}"), stageStart + stepped.Completed);
                    break;
                case StageFinished finished:
                    Note(Format($"{finished.Stage}: done in {finished.Seconds:0.0} s"));
                    break;
                case DeviceChosen chosen:
                    Note($"device: {chosen.Device}, {chosen.Precision} precision");
                    break;
                case ToolCalled called:
                    Note($"{called.Agent}: {called.Tool}");
                    break;
                case RunWarned warned:
                    Note($"warning: {warned.Message}");
                    break;
            }
        }
    }

    /// <summary>Says that the call waits for another.</summary>
    public void Waiting()
    {
        lock (gate)
        {
            Note("waiting: another call is using the engine");
        }
    }

    /// <summary>Ends when everything was sent.</summary>
    public async ValueTask DisposeAsync()
    {
        notes.Writer.TryComplete();
        await sending.ConfigureAwait(false);
    }

    private void Note(string message, float at = 0)
    {
        progress = Math.Max(progress + BetweenSteps, at);
        total = total is { } known ? Math.Max(known, progress) : null;
        notes.Writer.TryWrite(new ProgressNotificationValue { Progress = progress, Total = total, Message = message });
    }

    private async Task SendAsync(McpServer server, ProgressToken token, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ProgressNotificationValue note in notes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await server.NotifyProgressAsync(token, note, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // Nobody listens any more; that the call itself ends is told elsewhere.
        }
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
