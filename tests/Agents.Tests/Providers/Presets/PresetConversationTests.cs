using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.Capabilities;
using ReCorD.Agents.Providers.OpenAi;
using ReCorD.Agents.Runs;
using ReCorD.Agents.Tests.Providers.OpenAi;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Providers.Presets;

/// <summary>A whole run with each preset, over a real connection: with tools, and with a model that has none.</summary>
public sealed class PresetConversationTests : IDisposable
{
    private readonly ChatServer server = new();
    private readonly TestRun run = new();

    public static TheoryData<string> Kinds => ["openai", "azure-openai", "openai-compatible", "ollama", "vllm", "lmstudio", "llama-cpp", "gemini", "anthropic"];

    public void Dispose()
    {
        server.Dispose();
        run.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_model_with_tools_decides_the_run(string kind)
    {
        server.Respond = new SimulatedModel().Answer;

        RunRecord record = await RunAsync(kind);

        AssertDecided(record);
        Assert.Empty(record.Warnings);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_model_without_tools_decides_the_run_by_plain_json(string kind)
    {
        server.Respond = new SimulatedModel
        {
            WithoutTools = new(400, """{"error": {"message": "registry.ollama.ai/library/llava:7b does not support tools", "type": "api_error"}}"""),
            WithoutSchemas = new(400, """{"error": "'response_format.type' must be 'text'"}"""),
        }.Answer;

        RunRecord record = await RunAsync(kind);

        AssertDecided(record);
        Assert.Contains("calls no tools", Assert.Single(record.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_model_that_streams_decides_the_run(string kind)
    {
        server.Respond = new SimulatedModel().Answer;

        RunRecord record = await RunAsync(kind, new ChatProviderSettings { Stream = true });

        AssertDecided(record);
        Assert.All(server.Requests, request => Assert.True(request["stream"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_model_that_can_do_nothing_but_talk_is_found_out_and_still_decides_by_plain_json_and_facts()
    {
        server.Respond = new SimulatedModel { IgnoresAll = true }.Answer;

        RunRecord record = await RunAsync("openai-compatible");

        AssertDecided(record);
        Assert.Equal(2, record.Warnings.Count);
        Assert.Contains(record.Warnings, warning => warning.Contains("sees no pictures", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Requests.Skip(3), request => request.ToJsonString().Contains("image_url", StringComparison.Ordinal));
        Assert.Contains(server.Requests.Skip(3), request => request.ToJsonString().Contains("person_box", StringComparison.Ordinal));
    }

    private static void AssertDecided(RunRecord record)
    {
        Assert.Equal((1, null), (record.PoseChoice!.Index, record.PoseChoice.Fallback));
        Assert.Equal((SimulatedModel.ObjectBox.ToBox(), null), (record.Layout!.Box, record.Layout.Fallback));
    }

    private async Task<RunRecord> RunAsync(string kind, ChatProviderSettings? settings = null)
    {
        settings = (settings ?? new()) with { Kind = kind, Endpoint = server.Address, Model = "m", ApiKey = "k" };
        using ChatClients clients = new(new ChatClientRegistry(OpenAiChatClientFactory.ForPresets(new KnowledgeCache()), _ => null), new ChatSettings { Provider = "test", Providers = { ["test"] = settings } });
        using IChatClient client = clients.For("layout");
        return (await run.RunAsync(TestRun.Request(), client)).Record;
    }
}
