namespace ReCorD.Agents.Providers;

/// <summary>
/// Offered through <c>GetService</c> by chat clients whose model is elsewhere, so that a run can end before the slow part
/// where nobody answers. Clients that need no connection do not offer it.
/// </summary>
public interface IReachabilityProbe
{
    /// <summary>Asks for a sign of life, without the key and once. Any HTTP answer is one, whatever its status.</summary>
    /// <exception cref="ChatProviderException">No connection, no such host, or no answer within 10 seconds.</exception>
    Task EnsureReachableAsync(CancellationToken cancellationToken);
}
