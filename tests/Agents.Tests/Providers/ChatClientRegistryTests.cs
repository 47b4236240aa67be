using Microsoft.Extensions.AI;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Providers;

public sealed class ChatClientRegistryTests
{
    private readonly Dictionary<string, string> environment = [];

    [Theory]
    [InlineData("builtin", "builtin")]
    [InlineData("BuiltIn", "builtin")]
    public void Create_WithoutConfiguration_GivesTheBuiltinPlanner(string name, string kind)
    {
        using IChatClient client = Registry().Create(new ChatSettings { Provider = name });

        Assert.Equal(kind, client.GetService<ChatClientMetadata>()!.ProviderName);
    }

    [Fact]
    public void Create_NamedProvider_TakesItsKindEndpointAndModel()
    {
        ChatSettings settings = Settings(new ChatProviderSettings { Kind = "openai", Endpoint = "http://localhost:1/v1", Model = "llava" });

        using IChatClient client = Registry().Create(settings);

        ChatClientMetadata metadata = client.GetService<ChatClientMetadata>()!;
        Assert.Equal("local", metadata.ProviderName);
        Assert.Equal(new Uri("http://localhost:1/v1"), metadata.ProviderUri);
        Assert.Equal("llava", metadata.DefaultModelId);
    }

    [Fact]
    public void Create_UnknownProvider_ListsTheKnown()
    {
        ChatSettings settings = Settings(new ChatProviderSettings()) with { Provider = "gpt" };

        Assert.Contains("Known providers: anthropic, azure-openai, builtin, gemini, llama-cpp, lmstudio, local, ollama, openai, openai-compatible, recorded, vllm.", Assert.Throws<ChatProviderException>(() => Registry().Create(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_UnknownKind_ListsTheKinds() =>
        Fails(new ChatProviderSettings { Kind = "telepathy" }, "Known kinds: anthropic, azure-openai, builtin, gemini, llama-cpp, lmstudio, ollama, openai, openai-compatible, recorded, vllm.");

    [Fact]
    public void Create_KeyMissing_NamesWhereToPutIt() =>
        Fails(new ChatProviderSettings { Kind = "openai", Model = "m" }, "environment variable OPENAI_API_KEY or set Chat:Providers:local:ApiKey");

    [Fact]
    public void Create_NamedKeyVariableEmpty_NamesIt() =>
        Fails(new ChatProviderSettings { Kind = "openai", Model = "m", Endpoint = "http://localhost/v1", ApiKeyEnvironment = "MY_KEY" }, "MY_KEY");

    [Fact]
    public void Create_KeyInEnvironment_IsFound()
    {
        environment["MY_KEY"] = "secret";

        using IChatClient client = Registry().Create(Settings(new ChatProviderSettings { Kind = "openai", Model = "m", ApiKeyEnvironment = "MY_KEY" }));

        Assert.NotNull(client);
    }

    [Theory]
    [InlineData("http://localhost:11434/v1")]
    [InlineData("https://api.openai.com.example/v1")]
    public void Create_ForeignEndpointWithoutKeySetting_NeverReadsTheKeyOfOpenAi(string endpoint)
    {
        List<string> read = [];
        ChatClientRegistry registry = ChatClientRegistry.CreateDefault(TestPrompts.Folder, name =>
        {
            read.Add(name);
            return "secret";
        });

        using IChatClient client = registry.Create(Settings(new ChatProviderSettings { Kind = "openai", Model = "m", Endpoint = endpoint }));

        Assert.Empty(read);
    }

    [Fact]
    public void Create_EndpointOfOpenAiWithoutKey_NamesTheVariable() =>
        Fails(new ChatProviderSettings { Kind = "openai", Model = "m", Endpoint = "https://API.openai.com/v1" }, "environment variable OPENAI_API_KEY");

    [Theory]
    [InlineData("ftp://me:secret@host/v1")]
    [InlineData("me:secret@host/v1")]
    public void Create_BadEndpointWithPassword_HidesIt(string endpoint)
    {
        ChatProviderSettings provider = new() { Kind = "openai", ApiKey = "k", Model = "m", Endpoint = endpoint };

        string message = Assert.Throws<ChatProviderException>(() => Registry().Create(Settings(provider))).Message;

        Assert.Contains("host/v1'", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", provider.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ModelMissing_NamesTheSetting() => Fails(new ChatProviderSettings { Kind = "openai", ApiKey = "k" }, "Chat:Providers:local:Model");

    [Theory]
    [InlineData("localhost:11434")]
    [InlineData("ftp://host/v1")]
    [InlineData("not an address")]
    public void Create_BadEndpoint_QuotesIt(string endpoint) => Fails(new ChatProviderSettings { Kind = "openai", ApiKey = "k", Model = "m", Endpoint = endpoint }, endpoint);

    [Fact]
    public void Create_BadDetail_ListsTheChoices() => Fails(new ChatProviderSettings { Kind = "openai", ApiKey = "k", Model = "m", ImageDetail = "fine" }, "low, high or auto");

    [Fact]
    public void Create_BadTimeout_SaysTheRange() => Fails(new ChatProviderSettings { Kind = "openai", ApiKey = "k", Model = "m", TimeoutSeconds = 0 }, "TimeoutSeconds");

    [Fact]
    public void Create_BuiltinWithoutKnowledge_NamesTheFile() =>
        Assert.Contains("affordances.yaml", Assert.Throws<PromptException>(() => ChatClientRegistry.CreateDefault("/nowhere", _ => null).Create(new ChatSettings())).Message, StringComparison.Ordinal);

    [Fact]
    public void ToString_Settings_HidesTheKey() =>
        Assert.DoesNotContain("secret", new ChatProviderSettings { ApiKey = "secret" }.ToString(), StringComparison.Ordinal);

    private static ChatSettings Settings(ChatProviderSettings provider) => new() { Provider = "local", Providers = new() { ["local"] = provider } };

    private ChatClientRegistry Registry() => ChatClientRegistry.CreateDefault(TestPrompts.Folder, environment.GetValueOrDefault);

    private void Fails(ChatProviderSettings provider, string expected) =>
        Assert.Contains(expected, Assert.Throws<ChatProviderException>(() => Registry().Create(Settings(provider))).Message, StringComparison.Ordinal);
}
