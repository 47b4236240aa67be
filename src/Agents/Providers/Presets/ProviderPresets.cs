using ReCorD.Agents.Providers.Capabilities;

namespace ReCorD.Agents.Providers.Presets;

/// <summary>The endpoints that come with the program; docs/providers.md shows them as a table. A new one is one entry here.</summary>
internal static class ProviderPresets
{
    private static readonly CapabilityProfile All = new(Support.Yes, Support.Yes, Support.Yes);

    // Whether a local model calls tools or sees depends on the model and on how its server was started.
    private static readonly CapabilityProfile Ask = new(Support.Auto, Support.Auto, Support.Auto);

    public static ProviderPreset OpenAi { get; } = new()
    {
        Name = "openai",
        Endpoint = "https://api.openai.com/v1",
        EndpointVariable = "OPENAI_BASE_URL",
        KeyVariable = "OPENAI_API_KEY",
        NeedsKey = true,
        Capabilities = All,
        Fields = new() { MaxCompletionTokens = true },
    };

    public static ProviderPreset AzureOpenAi { get; } = new()
    {
        Name = "azure-openai",
        EndpointVariable = "AZURE_OPENAI_ENDPOINT",
        KeyVariable = "AZURE_OPENAI_API_KEY",
        NeedsKey = true,
        IsAzure = true,
        Capabilities = All,
        Fields = new() { MaxCompletionTokens = true },
    };

    /// <summary>Any other server; assumes as little as possible.</summary>
    public static ProviderPreset Compatible { get; } = new() { Name = "openai-compatible", Capabilities = Ask };

    // Takes no address of a picture but its data; ignores tool_choice and detail.
    public static ProviderPreset Ollama { get; } = new()
    {
        Name = "ollama",
        Endpoint = "http://localhost:11434/v1",
        KeyVariable = "OLLAMA_API_KEY",
        Capabilities = Ask,
        Fields = new() { ToolChoice = false, ParallelToolCalls = false, ImageDetail = false },
    };

    // Refuses tools unless it was started with --enable-auto-tool-choice and a parser.
    public static ProviderPreset Vllm { get; } = new()
    {
        Name = "vllm",
        Endpoint = "http://localhost:8000/v1",
        KeyVariable = "VLLM_API_KEY",
        Capabilities = Ask,
        Fields = new() { MaxCompletionTokens = true, ImageDetail = false },
    };

    // Refuses a tool_choice that is an object, and every response_format but text and json_schema.
    public static ProviderPreset LmStudio { get; } = new()
    {
        Name = "lmstudio",
        Endpoint = "http://localhost:1234/v1",
        KeyVariable = "LM_API_TOKEN",
        Capabilities = Ask,
        Fields = new() { NamedToolChoice = false, ParallelToolCalls = false, JsonObject = false, ImageDetail = false },
    };

    // Serves the one model that it was started with, whatever is asked for; needs --jinja for tools and --mmproj for pictures.
    public static ProviderPreset LlamaCpp { get; } = new()
    {
        Name = "llama-cpp",
        Endpoint = "http://localhost:8080/v1",
        KeyVariable = "LLAMA_API_KEY",
        DefaultModel = "default",
        Capabilities = Ask,
        Fields = new() { ImageDetail = false },
    };

    // Refuses fields that it does not know: seed, parallel_tool_calls.
    public static ProviderPreset Gemini { get; } = new()
    {
        Name = "gemini",
        Endpoint = "https://generativelanguage.googleapis.com/v1beta/openai",
        KeyVariable = "GEMINI_API_KEY",
        NeedsKey = true,
        Capabilities = All,
        Fields = new() { ParallelToolCalls = false, Seed = false, MaxCompletionTokens = true, ImageDetail = false },
    };

    // Ignores response_format, seed and detail; newer models refuse a temperature together with top_p.
    public static ProviderPreset Anthropic { get; } = new()
    {
        Name = "anthropic",
        Endpoint = "https://api.anthropic.com/v1",
        KeyVariable = "ANTHROPIC_API_KEY",
        NeedsKey = true,
        Capabilities = new(Support.Yes, Support.Yes, Support.No),
        Fields = new() { JsonObject = false, Seed = false, MaxCompletionTokens = true, TemperatureWithTopP = false, ImageDetail = false },
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProviderPreset> List { get; } = [OpenAi, AzureOpenAi, Compatible, Ollama, Vllm, LmStudio, LlamaCpp, Gemini, Anthropic];
}
