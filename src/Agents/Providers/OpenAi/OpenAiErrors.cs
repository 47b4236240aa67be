using System.ClientModel;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Turns whatever goes wrong between us and an endpoint into one clear message. The key never appears in it.</summary>
internal sealed class OpenAiErrors(string provider, Uri endpoint, string model, string? key)
{
    private const int LongestQuote = 300;

    /// <summary>The endpoint answered with an error status, or was not reached at all (status 0).</summary>
    public ChatProviderException From(ClientResultException error) => error.Status switch
    {
        0 => Unreachable(error),
        >= 300 and < 400 => New($"{Where()} sends requests elsewhere (HTTP {error.Status}{Target(error)}), which is not followed, since the key would go with it. Give the final address as Chat:Providers:{provider}:Endpoint.", error),
        401 or 403 => New($"{Where()} refuses the key (HTTP {error.Status}); check Chat:Providers:{provider}:ApiKey or the environment variable it is read from.", error),
        404 => New($"{Where()} knows no model '{model}' or no chat at this address (HTTP 404); check Model and Endpoint of the provider. {Quote(Said(error))}", error),
        429 => New($"{Where()} refuses more requests for now (HTTP 429: rate or quota). {Quote(Said(error))}", error),
        >= 500 => New($"{Where()} failed (HTTP {error.Status}). {Quote(Said(error))}", error),
        _ => New($"{Where()} did not accept the request (HTTP {error.Status}). {Quote(Said(error))}", error),
    };

    public ChatProviderException Unreachable(Exception error) =>
        New($"{Where()} cannot be reached; is the server running and the address right? {Quote(error.InnerException?.Message ?? error.Message)}", error, isTransient: true);

    public ChatProviderException TimedOut(Exception error) =>
        New($"{Where()} did not answer in time; raise Chat:Providers:{provider}:TimeoutSeconds or use a faster model.", error, isTransient: true);

    public ChatProviderException NotTheProtocol(string what, Exception? error = null) =>
        New($"{Where()} answered with something that is not the OpenAI chat protocol: {what} Check the address; it usually ends in /v1.", error, isTransient: false);

    /// <summary>The connection ended in the middle of an answer; asking again may well help.</summary>
    public ChatProviderException CutOff(Exception? error) => New($"{Where()} broke off in the middle of its answer. {(error is null ? "" : Quote(error.Message))}", error, isTransient: true);

    /// <summary>The endpoint began to answer and then told of an error.</summary>
    public ChatProviderException FailedMidway(string what) => New($"{Where()} failed in the middle of its answer. {Quote(what)}", null, isTransient: true);

    /// <summary>The endpoint's own words, in whichever of the usual shapes its body has: <c>error.message</c>, <c>error</c>, <c>message</c>, <c>detail</c>, in a list or alone.</summary>
    public static string Said(ClientResultException error)
    {
        try
        {
            string body = error.GetRawResponse()?.Content.ToString() ?? "";
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            root = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
            JsonElement told = ChatResponseReader.Member(root, "error") ?? root;
            string text = told.ValueKind == JsonValueKind.String ? told.GetString()!
                : ChatResponseReader.Text(told, "message") is { Length: > 0 } message ? message : ChatResponseReader.Text(told, "detail");
            string field = ChatResponseReader.Text(told, "param");
            return text.Length == 0 ? error.Message : field.Length == 0 || text.Contains(field, StringComparison.Ordinal) ? text : $"{text} ({field})";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return error.Message;
        }
    }

    private static string Target(ClientResultException error) =>
        error.GetRawResponse()?.Headers.TryGetValue("Location", out string? place) == true && place is not null ? $" to {EndpointText.WithoutUserInfo(place)}" : "";

    private string Where() => $"Chat provider '{provider}' at {EndpointText.WithoutUserInfo(endpoint.GetLeftPart(UriPartial.Path))}";

    private string Quote(string text)
    {
        string line = string.Join(' ', Masked(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestQuote ? line : string.Create(CultureInfo.InvariantCulture, $"{line.AsSpan(0, LongestQuote)}…");
    }

    private ChatProviderException New(string message, Exception? error, bool isTransient) => error is null
        ? new ChatProviderException(message.TrimEnd()) { Provider = provider, IsTransient = isTransient }
        : new ChatProviderException(message.TrimEnd(), error) { Provider = provider, IsTransient = isTransient };

    /// <summary>Whether asking again may help follows from the status.</summary>
    private ChatProviderException New(string message, ClientResultException error) =>
        new(message.TrimEnd(), Harmless(error)!) { Provider = provider, Status = error.Status, RetryAfter = RetryAfter(error), Said = Masked(Said(error)) };

    /// <summary>The cause, for those who ask for details; null where it quotes the key, as some endpoints do when they refuse it.</summary>
    private ClientResultException? Harmless(ClientResultException error) => key is null || !error.ToString().Contains(key, StringComparison.Ordinal) ? error : null;

    private string Masked(string text) => key is null ? text : text.Replace(key, "***", StringComparison.Ordinal);

    private static RetryConditionHeaderValue? RetryAfter(ClientResultException error) =>
        error.GetRawResponse()?.Headers.TryGetValue("Retry-After", out string? text) == true && RetryConditionHeaderValue.TryParse(text, out RetryConditionHeaderValue? wait) ? wait : null;
}
