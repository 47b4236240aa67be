using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ReCorD.Agents.Providers.Capabilities;
using ReCorD.Agents.Providers.Images;
using ReCorD.Agents.Providers.Presets;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Clients for one of the endpoints that speak OpenAI's chat protocol: OpenAI itself, Azure, and the many compatible ones.</summary>
public sealed class OpenAiChatClientFactory : IChatClientFactory
{
    /// <summary>Stands in for the key at endpoints that ask for none; the client library cannot be made without one. It is not sent.</summary>
    private const string NoKey = "none";

    /// <summary>Header that takes the key at Azure.</summary>
    private const string AzureKeyHeader = "api-key";

    private readonly ProviderPreset preset;
    private readonly KnowledgeCache cache;

    /// <summary>Clients for OpenAI.</summary>
    public OpenAiChatClientFactory()
        : this(ProviderPresets.OpenAi, KnowledgeCache.Shared)
    {
    }

    internal OpenAiChatClientFactory(ProviderPreset preset, KnowledgeCache cache)
    {
        this.preset = preset;
        this.cache = cache;
    }

    public string Kind => preset.Name;

    /// <summary>One for each preset.</summary>
    /// <param name="cache">Keeps what is found out about models. Null: that of the process.</param>
    internal static IEnumerable<IChatClientFactory> ForPresets(KnowledgeCache? cache = null) => ProviderPresets.List.Select(preset => new OpenAiChatClientFactory(preset, cache ?? KnowledgeCache.Shared));

    public IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(environment);
        string model = Model(name, settings);
        EndpointAddress address = EndpointAddress.Find(name, preset, settings, environment);
        string? key = new ApiKeySource(name, preset).Find(settings, address.IsUsual, environment);

        // Failed requests are sent again by a decorator, which tells the user. It stands inside the budget, which counts neither repeats nor probes.
        OpenAIClientOptions options = new() { Endpoint = address.Chat, NetworkTimeout = Timeout(name, settings), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) };
        options.AddPolicy(new EndpointPolicy(key, preset.IsAzure ? AzureKeyHeader : null, address.Version), PipelinePosition.BeforeTransport);
        ChatClient client = new(model, new ApiKeyCredential(key ?? NoKey), options);
        OpenAiErrors errors = new(name, address.Base, model, key);
        TimeSpan wait = options.NetworkTimeout < OpenAiReachability.LongestWait ? options.NetworkTimeout.Value : OpenAiReachability.LongestWait;
        ModelKnowledge knowledge = cache.Of(address.Base, model);
        ChatRequestWriter writer = new(model, preset.Fields, knowledge, Detail(name, settings.ImageDetail));
        OpenAiChatClient plain = new(
            client, new ChatClientMetadata(name, address.Base, model), errors, new OpenAiReachability(address.Base, errors, wait), writer, knowledge, settings.Stream ?? preset.Stream);
        CapabilityProfile profile = preset.Capabilities.With(name, settings.Capabilities);
        return new CapabilityChatClient(new ImageEncodingChatClient(plain, ImageEncoding.Read(name, settings)), name, profile, knowledge);
    }

    private string Model(string name, ChatProviderSettings settings)
    {
        string? model = preset.IsAzure && !string.IsNullOrWhiteSpace(settings.Deployment) ? settings.Deployment : settings.Model;
        model = string.IsNullOrWhiteSpace(model) ? preset.DefaultModel : model;
        string setting = preset.IsAzure ? "Deployment to the name of the deployment in Azure" : "Model to a model of the endpoint that can see images and call tools";
        return model ?? throw new ChatProviderException($"Chat provider '{name}' has no model; set Chat:Providers:{name}:{setting}.") { Provider = name };
    }

    private static TimeSpan Timeout(string name, ChatProviderSettings settings) => settings.TimeoutSeconds is > 0 and <= 86400
        ? TimeSpan.FromSeconds(settings.TimeoutSeconds)
        : throw new ChatProviderException($"Chat provider '{name}': TimeoutSeconds must be above 0 and at most 86400.") { Provider = name };

    private static string Detail(string name, string detail) => detail is "low" or "high" or "auto"
        ? detail
        : throw new ChatProviderException($"Chat provider '{name}': ImageDetail is '{detail}'; choose low, high or auto.") { Provider = name };
}
