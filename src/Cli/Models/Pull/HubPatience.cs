namespace ReCorD.Cli.Models.Pull;

/// <summary>Gives up on a server that falls silent: one that accepts a connection and never answers would be waited for without end.</summary>
/// <param name="stall">How long nothing may come.</param>
internal sealed class HubPatience(TimeSpan stall)
{
    /// <summary>Waits for the next thing to come: the head of an answer, or some bytes of its body.</summary>
    /// <param name="next">What is waited for; it must end when its token is cancelled.</param>
    /// <param name="cancellationToken">The user's.</param>
    /// <exception cref="TimeoutException">Nothing came.</exception>
    public async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> next, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(stall);
        try
        {
            return await next(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"Nothing came for {stall.TotalSeconds} seconds."), exception);
        }
    }
}
