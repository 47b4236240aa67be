using System.ClientModel.Primitives;
using System.Text;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Puts the last hand to a request where an endpoint wants another form than OpenAI's: the key in a header of its own or none at all, and a version in the query.</summary>
/// <param name="key">Null: the endpoint is sent none.</param>
/// <param name="keyHeader">Header that takes the key in place of Authorization; null: Authorization.</param>
/// <param name="version">Value of <c>api-version</c>; null: none.</param>
internal sealed class EndpointPolicy(string? key, string? keyHeader, string? version) : PipelinePolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Change(message.Request);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Change(message.Request);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private void Change(PipelineRequest request)
    {
        if (key is null || keyHeader is not null)
        {
            request.Headers.Remove("Authorization");
        }

        if (key is not null && keyHeader is not null)
        {
            request.Headers.Set(keyHeader, key);
        }

        if (version is not null && request.Uri is { } uri && !uri.Query.Contains("api-version=", StringComparison.Ordinal))
        {
            UriBuilder versioned = new(uri);
            versioned.Query = new StringBuilder(versioned.Query.TrimStart('?')).Append(versioned.Query.Length > 1 ? "&" : "").Append("api-version=").Append(Uri.EscapeDataString(version)).ToString();
            request.Uri = versioned.Uri;
        }
    }
}
