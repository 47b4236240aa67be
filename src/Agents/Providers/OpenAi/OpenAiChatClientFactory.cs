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
                : throw new ChatProviderException($"Chat provider '{name}': the endpoint '{endpoint}' is no http or https address.") { Provider = name };
        }

        string key = Key(name, settings, environment);
        ChatClient client = new(settings.Model, new ApiKeyCredential(key), options);
        Uri address = options.Endpoint ?? new Uri(DefaultEndpoint);
        ChatClientMetadata metadata = new(name, address, settings.Model);
        return new OpenAiChatClient(client, metadata, new OpenAiErrors(name, address, settings.Model, key == NoKey ? null : key), Detail(name, settings.ImageDetail));
    }

    private static string Key(string name, ChatProviderSettings settings, Func<string, string?> environment)
    {
        string variable = settings.ApiKeyEnvironment ?? DefaultKeyVariable;
        string? key = string.IsNullOrWhiteSpace(settings.ApiKey) ? environment(variable) : settings.ApiKey;
        if (!string.IsNullOrWhiteSpace(key))
        {
            return key.Trim();
        }

        // Servers on one's own machine mostly ask for no key; the public endpoint always does.
        bool needed = string.IsNullOrEmpty(settings.Endpoint) || settings.ApiKeyEnvironment is not null;
        return needed
            ? throw new ChatProviderException($"Chat provider '{name}' has no key; put it into the environment variable {variable} or set Chat:Providers:{name}:ApiKey.") { Provider = name }
            : NoKey;
    }

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
