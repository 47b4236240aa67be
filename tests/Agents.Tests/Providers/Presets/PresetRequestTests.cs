using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.Capabilities;
using ReCorD.Agents.Providers.OpenAi;
using ReCorD.Agents.Providers.Presets;
using ReCorD.Agents.Tests.Providers.OpenAi;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Providers.Presets;

/// <summary>What each preset puts on the wire, read by a real server.</summary>
public sealed class PresetRequestTests : IDisposable
{
    private const string Key = "sk-very-secret";

    private readonly ChatServer server = new();

    public void Dispose() => server.Dispose();

    [Theory]
    [InlineData("openai", "max_completion_tokens parallel_tool_calls seed temperature tool_choice tools top_p", "object", "low")]
    [InlineData("azure-openai", "max_completion_tokens parallel_tool_calls seed temperature tool_choice tools top_p", "object", "low")]
    [InlineData("openai-compatible", "max_tokens parallel_tool_calls seed temperature tool_choice tools top_p", "object", "low")]
    [InlineData("ollama", "max_tokens seed temperature tools top_p", null, null)]
    [InlineData("vllm", "max_completion_tokens parallel_tool_calls seed temperature tool_choice tools top_p", "object", null)]
    [InlineData("lmstudio", "max_tokens seed temperature tool_choice tools top_p", "required", null)]
    [InlineData("llama-cpp", "max_tokens parallel_tool_calls seed temperature tool_choice tools top_p", "object", null)]
    [InlineData("gemini", "max_completion_tokens temperature tool_choice tools top_p", "object", null)]
    [InlineData("anthropic", "max_completion_tokens parallel_tool_calls temperature tool_choice tools", "object", null)]
    public async Task Every_preset_sends_the_fields_that_its_endpoint_takes(string kind, string fields, string? toolChoice, string? detail)
    {
        server.Complete("""{"role": "assistant", "content": "ok"}""");
        ChatOptions options = new()
        {
            Tools = [AIFunctionFactory.Create(() => 1, "look", "Looks.")], ToolMode = ChatToolMode.RequireSpecific("look"), AllowMultipleToolCalls = false,
            Temperature = 0.2f, TopP = 0.9f, Seed = 7, MaxOutputTokens = 50,
        };

        await AskAsync(kind, options);

        JsonObject body = server.Requests[0];
        Assert.Equal(["messages", "model", .. fields.Split(' ')], body.Select(member => member.Key).Order(StringComparer.Ordinal).OrderBy(key => key is "messages" or "model" ? 0 : 1));
        Assert.Equal(toolChoice, body["tool_choice"] is JsonObject ? "object" : body["tool_choice"]?.GetValue<string>());
        Assert.Equal(detail, body["messages"]![0]!["content"]![1]!["image_url"]!["detail"]?.GetValue<string>());
        Assert.Equal(0.2f, body["temperature"]!.GetValue<float>());
        Assert.Equal("look", body["tools"]![0]!["function"]!["name"]!.GetValue<string>());
        Assert.Equal(50, (body["max_completion_tokens"] ?? body["max_tokens"])!.GetValue<int>());
    }

    [Theory]
    [InlineData("openai", "json_schema json_object")]
    [InlineData("azure-openai", "json_schema json_object")]
    [InlineData("openai-compatible", "json_schema json_object")]
    [InlineData("ollama", "json_schema json_object")]
    [InlineData("vllm", "json_schema json_object")]
    [InlineData("lmstudio", "json_schema none")]
    [InlineData("llama-cpp", "json_schema json_object")]
    [InlineData("gemini", "json_schema json_object")]
    [InlineData("anthropic", "none none")]
    public async Task Every_preset_asks_for_json_in_the_form_that_its_endpoint_takes(string kind, string forms)
    {
        server.Respond = _ => new ServerAnswer(200, ChatServer.Completion("""{"role": "assistant", "content": "{}"}"""));
        string? schema = kind == "anthropic" ? null : "yes";

        await AskAsync(kind, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<Answer>() }, schema);
        await AskAsync(kind, new ChatOptions { ResponseFormat = ChatResponseFormat.Json }, schema);

        Assert.Equal(forms, string.Join(' ', server.Requests.Select(body => body["response_format"]?["type"]?.GetValue<string>() ?? "none")));
    }

    [Theory]
    [InlineData("openai", null, "POST /v1/chat/completions HTTP/1.1", "Authorization: Bearer sk-very-secret")]
    [InlineData("gemini", null, "POST /v1/chat/completions HTTP/1.1", "Authorization: Bearer sk-very-secret")]
    [InlineData("ollama", null, "POST /v1/chat/completions HTTP/1.1", "Authorization: Bearer sk-very-secret")]
    [InlineData("azure-openai", null, "POST /v1/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21 HTTP/1.1", "api-key: sk-very-secret")]
    [InlineData("azure-openai", "2025-01-01-preview", "POST /v1/openai/deployments/my%20deployment/chat/completions?api-version=2025-01-01-preview HTTP/1.1", "api-key: sk-very-secret")]
    [InlineData("azure-openai", "v1", "POST /v1/openai/v1/chat/completions HTTP/1.1", "api-key: sk-very-secret")]
    public async Task The_key_stands_in_the_header_of_the_endpoint_and_nowhere_else(string kind, string? version, string line, string header)
    {
        server.Complete("""{"role": "assistant", "content": "ok"}""");

        await AskAsync(kind, new ChatOptions(), "yes", version);

        Assert.Equal(line, server.RequestLines[0]);
        Assert.Equal([header], server.Headers.Where(received => received.Contains(Key, StringComparison.Ordinal)));
        Assert.Equal("my deployment", server.Requests[0]["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_endpoint_without_a_key_is_sent_none()
    {
        server.Complete("""{"role": "assistant", "content": "ok"}""");
        using IChatClient client = Registry().Create(Settings("ollama", new ChatProviderSettings { Endpoint = server.Address, Model = "m" }));

        await client.GetResponseAsync("hi");

        Assert.DoesNotContain(server.Headers, header => header.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A key is for the preset's own host, under whichever of its names; elsewhere the settings must name it.</summary>
    [Theory]
    [InlineData("ollama", true)]
    [InlineData("gemini", false)]
    public async Task The_presets_own_variable_is_for_its_own_host(string kind, bool isSent)
    {
        server.Complete("""{"role": "assistant", "content": "ok"}""");
        ChatClientRegistry registry = new(OpenAiChatClientFactory.ForPresets(new KnowledgeCache()), _ => Key);
        using IChatClient client = registry.Create(Settings(kind, new ChatProviderSettings { Endpoint = server.Address, Model = "m" }));

        await client.GetResponseAsync("hi");

        Assert.Equal(isSent, server.Headers.Contains($"Authorization: Bearer {Key}"));
    }

    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")]
    [InlineData("ollama", "http://localhost:11434/v1", "OLLAMA_API_KEY")]
    [InlineData("vllm", "http://localhost:8000/v1", "VLLM_API_KEY")]
    [InlineData("lmstudio", "http://localhost:1234/v1", "LM_API_TOKEN")]
    [InlineData("llama-cpp", "http://localhost:8080/v1", "LLAMA_API_KEY")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY")]
    [InlineData("anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY")]
    public void A_preset_needs_no_more_than_a_model(string kind, string address, string variable)
    {
        List<string> asked = [];
        ChatClientRegistry registry = ChatClientRegistry.CreateDefault(TestPrompts.Folder, name =>
        {
            asked.Add(name);
            return name == variable ? Key : null;
        });

        using IChatClient client = registry.Create(new ChatSettings { Provider = kind, Providers = { [kind] = new() { Model = "m" } } });

        Assert.Equal(new Uri(address), client.GetService<ChatClientMetadata>()!.ProviderUri);
        Assert.Equal(variable, asked[^1]);
    }

    [Fact]
    public async Task Base_addresses_of_the_environment_are_taken_with_their_keys()
    {
        server.Complete("""{"role": "assistant", "content": "ok"}""");
        ChatClientRegistry registry = ChatClientRegistry.CreateDefault(TestPrompts.Folder, name => name switch { "OPENAI_BASE_URL" => server.Address, "OPENAI_API_KEY" => Key, _ => null });
        using IChatClient client = registry.Create(new ChatSettings { Provider = "openai", Providers = { ["openai"] = new() { Model = "m" } } });

        await client.GetResponseAsync("hi");

        Assert.Contains($"Authorization: Bearer {Key}", server.Headers);
    }

    [Fact]
    public void An_address_that_only_the_user_can_know_is_asked_for()
    {
        ChatProviderException compatible = Assert.Throws<ChatProviderException>(() => Registry().Create(Settings("openai-compatible", new() { Model = "m" })));
        ChatProviderException azure = Assert.Throws<ChatProviderException>(() => Registry().Create(Settings("azure-openai", new() { Deployment = "d", ApiKey = "k" })));

        Assert.Contains("Chat:Providers:test:Endpoint, such as http://", compatible.Message, StringComparison.Ordinal);
        Assert.Contains("Chat:Providers:test:Endpoint or the environment variable AZURE_OPENAI_ENDPOINT", azure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_preset_is_a_kind() => Assert.All(ProviderPresets.List, preset =>
    {
        ChatProviderSettings settings = new() { Kind = preset.Name, Endpoint = "http://127.0.0.1:1/v1", ApiKey = "k", Model = "m" };

        using IChatClient client = Registry().Create(Settings(preset.Name, settings));

        Assert.NotNull(client.GetService<IReachabilityProbe>());
    });

    private static ChatClientRegistry Registry() => new(OpenAiChatClientFactory.ForPresets(new KnowledgeCache()), _ => null);

    private static ChatSettings Settings(string kind, ChatProviderSettings settings) => new() { Provider = "test", Providers = { ["test"] = settings with { Kind = kind } } };

    private async Task AskAsync(string kind, ChatOptions options, string? capabilities = "yes", string? version = null)
    {
        ChatProviderSettings settings = new()
        {
            Endpoint = server.Address, Model = "my deployment", ApiKey = Key, ApiVersion = version, Capabilities = new() { Tools = capabilities, Vision = capabilities, JsonSchema = capabilities },
        };
        using IChatClient client = Registry().Create(Settings(kind, settings));
        bool hasPicture = options.Tools is not null;
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, hasPicture ? [new TextContent("look"), new DataContent(new byte[] { 1 }, "image/png")] : [new TextContent("hi")])], options);
    }

    private sealed record Answer(int Number);
}
