namespace ReCorD.Mcp.Calls;

/// <summary>Lets one call at a time work with the engine; the others wait in the order they came.</summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>Runs work when its turn comes, on a thread of the pool.</summary>
    /// <param name="work">The work.</param>
    /// <param name="waiting">Called where it has to wait.</param>
    /// <param name="cancellationToken">Ends the waiting and the work.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, Action waiting, CancellationToken cancellationToken)
    {
        if (!await gate.WaitAsync(0, cancellationToken).ConfigureAwait(false))
        {
            waiting();
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Waits until no work is under way, and lets none begin any more.</summary>
    public Task CloseAsync() => gate.WaitAsync();

    public void Dispose() => gate.Dispose();
}
