using System.Net;
using System.Net.Http.Headers;
using ReCorD.Cli.Application;
using ReCorD.Diffusion.Checkpoints.HuggingFace;

namespace ReCorD.Cli.Models.Pull;

/// <summary>Asks the Hub. Every refusal becomes a message that says what to do.</summary>
/// <param name="http">Connects.</param>
/// <param name="endpoint">The Hub.</param>
/// <param name="retry">Asks again about a repository. Files are opened once: who reads them knows how much has come.</param>
/// <param name="patience">For how long an answer may not begin, or not go on.</param>
internal sealed class HubClient(HttpClient http, HubEndpoint endpoint, HubRetry retry, HubPatience patience)
{
    /// <summary>Longest answer about a repository, 64 MiB; those of thousands of files have one.</summary>
    private const int LongestAnswer = 64 << 20;

    /// <summary>Whether the Hub has ever answered: if not, an address that cannot be reached is rather wrong than busy.</summary>
    private bool _hasAnswered;

    /// <summary>Files and commit of a revision.</summary>
    /// <exception cref="CommandException">It cannot be had.</exception>
    public Task<HubRepository> DescribeAsync(HuggingFaceId id, CancellationToken cancellationToken)
        => retry.RunAsync(id.ToString(), token => AskAsync(id, token), cancellationToken);

    /// <summary>A file's bytes from an offset on. The answer may begin at 0 all the same: its status tells.</summary>
    /// <exception cref="TransientHubException">The Hub may answer the next time.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HubFile file, long offset, CancellationToken cancellationToken)
    {
        string path = string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString));
        using HttpRequestMessage request = endpoint.Request($"{file.Repository}/resolve/{file.Commit}/{path}");
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
        }

        HttpResponseMessage response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            Require(response, $"{file.Repository}/{file.Path}", file.Repository);
        }

        return response;
    }

    private async Task<HubRepository> AskAsync(HuggingFaceId id, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = endpoint.Request($"api/models/{id.Repository}/revision/{Uri.EscapeDataString(id.Revision)}?blobs=true");
        using HttpResponseMessage response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        Require(response, id.ToString(), id.Repository);
        try
        {
            return HubRepository.Parse(id, await ReadAsync(id, response, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException)
        {
            throw Unreachable(exception);
        }
    }

    /// <summary>An answer's bytes, by and by: a long one may take its time as long as some come.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadAsync(HuggingFaceId id, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] block = new byte[1 << 16];
        using MemoryStream whole = new();
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            while (await patience.WaitAsync(token => body.ReadAsync(block, token).AsTask(), cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                if (whole.Length + count > LongestAnswer)
                {
                    throw new CommandException($"The answer about {id} has more than {LongestAnswer} bytes, which are not read. Does HF_ENDPOINT name a mirror of the Hugging Face Hub?");
                }

                whole.Write(block, 0, count);
            }
        }

        return whole.ToArray();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage response = await patience.WaitAsync(token => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellationToken).ConfigureAwait(false);
            _hasAnswered = true;
            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            throw Unreachable(exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(exception);
        }
    }

    private CommandException Unreachable(Exception exception)
    {
        string reason = exception.Message.TrimEnd('.');
        string message = $"{endpoint.Address} cannot be reached ({reason}). Check the network and the proxy, name a mirror with HF_ENDPOINT, or copy the model's folder here and give its path.";
        return MayPass(exception) ? new TransientHubException($"{reason}.", message, null, exception) : new CommandException(message, exception);
    }

    private bool MayPass(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError or HttpRequestError.UserAuthenticationError or HttpRequestError.ConfigurationLimitExceeded } => false,

        // What answers so speaks no HTTP, or none of ours.
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError } => false,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } or OperationCanceledException => _hasAnswered,
        _ => true,
    };

    private void Require(HttpResponseMessage response, string what, string repository)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        string page = $"{endpoint.Address.AbsoluteUri.TrimEnd('/')}/{repository}";
        HttpStatusCode status = response.StatusCode;
        TimeSpan? wait = retry.WaitOf(response);
        response.Dispose();
        string message = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when endpoint.Token is null
                => $"{what}: access was refused ({(int)status}). The repository does not exist, or is private or asks for its licence to be accepted: accept it at {page}, then set HF_TOKEN to a token of your account.",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                => $"{what}: access was refused to this token ({(int)status}). Accept the licence at {page} with the token's account, and check that the token may read it.",
            HttpStatusCode.NotFound => $"{what} was not found at {endpoint.Address}. Check name and revision at {page}.",
            HttpStatusCode.TooManyRequests => $"{what}: {endpoint.Address} asks to wait (429). Try again in some minutes, or set HF_TOKEN.",
            _ => $"{what}: {endpoint.Address} answered {(int)status}. Try again later.",
        };
        throw MayPass(status, wait) ? new TransientHubException($"{endpoint.Address.Host} answered {(int)status}.", message, wait, null) : new CommandException(message);
    }

    /// <summary>A client that asks too much is let in again only where it is told when.</summary>
    private static bool MayPass(HttpStatusCode status, TimeSpan? wait)
        => status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            || (status == HttpStatusCode.TooManyRequests && wait is not null);
}
