namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Whether anybody answers at an endpoint: asks for its list of models and is content with any answer.</summary>
internal sealed class OpenAiReachability(Uri endpoint, OpenAiErrors errors, TimeSpan timeout) : IReachabilityProbe
{
    /// <summary>Long enough for a server that is waking up, short against the making of candidates.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public async Task EnsureReachableAsync(CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient client = new(handler) { Timeout = timeout };
        Uri models = new($"{endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/models");
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(models, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            throw errors.Unreachable(error);
        }
    }
}
