using System.Net.Http.Headers;
using ReCorD.Cli.Application;
using ReCorD.Diffusion.Checkpoints.HuggingFace;

namespace ReCorD.Cli.Models.Pull;

/// <summary>The Hugging Face Hub, or a mirror of it, and who asks.</summary>
/// <param name="Address">Without a slash at the end.</param>
/// <param name="Token">Sent to this host alone; null for nobody in particular.</param>
internal sealed record HubEndpoint(Uri Address, string? Token)
{
    private const int LongestToken = 4096;

    /// <summary><c>HF_ENDPOINT</c>; the token is <c>HF_TOKEN</c>, else what <c>hf auth login</c> has left in the file <c>token</c>.</summary>
    /// <exception cref="UsageException">The address is none.</exception>
    public static HubEndpoint Find(Func<string, string?> variable)
    {
        string address = variable("HF_ENDPOINT") is { Length: > 0 } given ? given : "https://huggingface.co";
        return Uri.TryCreate(address.TrimEnd('/'), UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? new HubEndpoint(uri, ReadToken(variable))
            : throw new UsageException($"HF_ENDPOINT is '{address}' but must be an address such as https://huggingface.co.");
    }

    /// <summary>Whether the network is forbidden (<c>HF_HUB_OFFLINE</c>).</summary>
    public static bool IsOffline(Func<string, string?> variable) => variable("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON";

    public HttpRequestMessage Request(string path)
    {
        HttpRequestMessage request = new(HttpMethod.Get, new Uri($"{Address.AbsoluteUri.TrimEnd('/')}/{path}"));
        // Only where nobody can listen; HttpClient takes the header off where it is sent on to another address.
        if (Token is not null && (Address.Scheme == Uri.UriSchemeHttps || Address.IsLoopback))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        return request;
    }

    private static string? ReadToken(Func<string, string?> variable)
    {
        if ((variable("HF_TOKEN") is { Length: > 0 } token ? token : variable("HUGGING_FACE_HUB_TOKEN")) is { Length: > 0 } given)
        {
            return given.Trim();
        }

        FileInfo file = new(variable("HF_TOKEN_PATH") is { Length: > 0 } path ? path : Path.Combine(HuggingFaceCache.FindHome(variable), "token"));
        return file is { Exists: true, Length: > 0 and < LongestToken } && File.ReadAllText(file.FullName).Trim() is { Length: > 0 } stored ? stored : null;
    }
}
