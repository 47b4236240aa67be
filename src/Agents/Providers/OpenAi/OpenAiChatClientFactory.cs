using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Clients for OpenAI and every endpoint that speaks its chat protocol (llama.cpp, Ollama, vLLM, LM Studio, OpenRouter and others).</summary>
public sealed class OpenAiChatClientFactory : IChatClientFactory
{
    private const string DefaultEndpoint = "https://api.openai.com/v1";

    private const string DefaultKeyVariable = "OPENAI_API_KEY";

    /// <summary>Stands in for the key at endpoints that ask for none; the client library cannot send a request without one.</summary>
    private const string NoKey = "none";

    public string Kind => "openai";

    public IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(environment);
        if (string.IsNullOrWhiteSpace(settings.Model))
        {
            throw new ChatProviderException($"Chat provider '{name}' has no model; set Chat:Providers:{name}:Model to a model of the endpoint that can see images and call tools.") { Provider = name };
        }

        OpenAIClientOptions options = new() { NetworkTimeout = Timeout(name, settings), RetryPolicy = new ClientRetryPolicy(Math.Max(0, settings.Retries)) };
        if (settings.Endpoint is { Length: > 0 } endpoint)
        {
            options.Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw new ChatProviderException($"Chat provider '{name}': the endpoint '{EndpointText.WithoutUserInfo(endpoint)}' is no http or https address.") { Provider = name };
        }

        string key = Key(name, settings, environment);
        ChatClient client = new(settings.Model, new ApiKeyCredential(key), options);
        Uri address = options.Endpoint ?? new Uri(DefaultEndpoint);
        ChatClientMetadata metadata = new(name, address, settings.Model);
        OpenAiErrors errors = new(name, address, settings.Model, key == NoKey ? null : key);
        TimeSpan wait = options.NetworkTimeout < OpenAiReachability.LongestWait ? options.NetworkTimeout.Value : OpenAiReachability.LongestWait;
        return new OpenAiChatClient(client, metadata, errors, new OpenAiReachability(address, errors, wait), Detail(name, settings.ImageDetail));
    }

    /// <summary>The key of OpenAI is for OpenAI: no other endpoint gets it unless the settings name its variable.</summary>
    private static string Key(string name, ChatProviderSettings settings, Func<string, string?> environment)
    {
        string? variable = string.IsNullOrWhiteSpace(settings.ApiKeyEnvironment) ? null : settings.ApiKeyEnvironment;
        variable ??= IsOpenAi(settings.Endpoint) ? DefaultKeyVariable : null;
        string? key = !string.IsNullOrWhiteSpace(settings.ApiKey) ? settings.ApiKey : variable is null ? NoKey : environment(variable);
        return string.IsNullOrWhiteSpace(key)
            ? throw new ChatProviderException($"Chat provider '{name}' has no key; put it into the environment variable {variable} or set Chat:Providers:{name}:ApiKey.") { Provider = name }
            : key.Trim();
    }

    private static bool IsOpenAi(string? endpoint) => string.IsNullOrEmpty(endpoint)
        || (Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) && uri.Host.Equals(new Uri(DefaultEndpoint).Host, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan Timeout(string name, ChatProviderSettings settings) => settings.TimeoutSeconds is > 0 and <= 86400
        ? TimeSpan.FromSeconds(settings.TimeoutSeconds)
        : throw new ChatProviderException($"Chat provider '{name}': TimeoutSeconds must be above 0 and at most 86400.") { Provider = name };

    private static ChatImageDetailLevel Detail(string name, string detail) => detail switch
    {
        "low" => ChatImageDetailLevel.Low,
        "high" => ChatImageDetailLevel.High,
        "auto" => ChatImageDetailLevel.Auto,
        _ => throw new ChatProviderException($"Chat provider '{name}': ImageDetail is '{detail}'; choose low, high or auto.") { Provider = name },
    };
}
