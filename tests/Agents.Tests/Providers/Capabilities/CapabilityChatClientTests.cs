using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.Capabilities;
using ReCorD.Agents.Providers.OpenAi;
using ReCorD.Agents.Providers.Presets;
using ReCorD.Agents.Tests.Providers.OpenAi;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Providers.Capabilities;

public sealed class CapabilityChatClientTests : IDisposable
{
    private readonly ChatServer server = new();
    private readonly KnowledgeCache cache = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Nothing_is_asked_before_it_is_needed_and_then_only_once()
    {
        server.Respond = new SimulatedModel().Answer;

        await AskAsync(new ChatOptions());
        Assert.Single(server.Requests);
        await AskAsync(WithTool());
        Assert.Equal(3, server.Requests.Count);
        await AskAsync(WithTool());
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task What_was_found_out_cost_tokens_and_is_accounted_for()
    {
        server.Respond = new SimulatedModel().Answer;

        ChatResponse first = await AskAsync(WithTool()), second = await AskAsync(WithTool());

        Assert.Equal((24, 12), (first.Usage!.TotalTokenCount, second.Usage!.TotalTokenCount));
    }

    [Theory]
    [InlineData(400, """{"error": {"message": "registry.ollama.ai/library/gemma3:4b does not support tools"}}""")]
    [InlineData(400, """{"object": "error", "message": "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set"}""")]
    [InlineData(500, """{"error": {"code": 500, "message": "tools param requires --jinja flag", "type": "server_error"}}""")]
    [InlineData(500, """{"code": 500, "message": "Unsupported param: tools", "type": "server_error"}""")]
    public async Task A_refusal_of_tools_in_the_words_of_real_servers_is_understood(int status, string body)
    {
        server.Respond = new SimulatedModel { WithoutTools = new(status, body) }.Answer;

        ChatResponse response = await AskAsync(WithTool(), new CapabilitySettings { Tools = "yes" });

        FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("submit_pose_choice", call.Name);
        Assert.Contains("calls no tools", Assert.Single(ChatNotices.Of(response)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"error": {"message": "At most 0 image(s) may be provided in one prompt."}}""")]
    [InlineData(500, """{"error": {"code": 500, "message": "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"}}""")]
    public async Task A_refusal_of_pictures_in_the_words_of_real_servers_is_understood(int status, string body)
    {
        server.Respond = new SimulatedModel { WithoutVision = new(status, body) }.Answer;

        ChatResponse response = await AskAsync(new ChatOptions(), new CapabilitySettings { Vision = "yes" }, hasPicture: true);

        Assert.Contains("sees no pictures", Assert.Single(ChatNotices.Of(response)), StringComparison.Ordinal);
        Assert.Contains("cannot see pictures", server.Requests[^1].ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("image_url", server.Requests[^1].ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "no key, no tools")]
    [InlineData(429, "too many tools")]
    [InlineData(500, "the tool shed burnt down")]
    [InlineData(400, "the context is too long")]
    public async Task Another_failure_is_no_lack_of_a_capability(int status, string message)
    {
        server.Respond = new SimulatedModel { WithoutTools = new(status, $$"""{"error": {"message": "{{message}}"} }""") }.Answer;

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync(WithTool(), new CapabilitySettings { Tools = "yes" }));

        Assert.Equal(status, error.Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_model_without_tools_is_held_to_a_schema_where_it_takes_one()
    {
        server.Respond = new SimulatedModel { WithoutTools = new(400, """{"error": "no tools here"}""") }.Answer;

        await AskAsync(WithTool());

        string format = server.Requests[^1]["response_format"]!.ToJsonString();
        Assert.Contains("json_schema", format, StringComparison.Ordinal);
        Assert.Contains("submit_pose_choice", format, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no", "no", "no", "tools no, vision no, JSON schema no", 0)]
    [InlineData("yes", "auto", "no", "tools yes, vision yes, JSON schema no", 1)]
    [InlineData("auto", "auto", "auto", "tools yes, vision yes, JSON schema yes", 3)]
    public async Task Only_what_the_settings_leave_open_is_asked(string tools, string vision, string schema, string described, int requests)
    {
        server.Respond = new SimulatedModel().Answer;
        using IChatClient client = Client(new CapabilitySettings { Tools = tools, Vision = vision, JsonSchema = schema });
        ICapabilityReport report = client.GetService<ICapabilityReport>()!;

        await report.FindOutAsync(CancellationToken.None);

        Assert.Equal(described, report.Describe());
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public void Before_anybody_asked_it_is_said_what_is_not_known()
    {
        using IChatClient client = Client(new CapabilitySettings { Tools = "yes" });

        Assert.Equal("tools yes, vision not known yet, JSON schema not known yet", client.GetService<ICapabilityReport>()!.Describe());
    }

    [Fact]
    public async Task A_model_that_took_all_its_room_to_think_gets_the_benefit_of_the_doubt()
    {
        server.Answer(200, ChatServer.Completion("""{"role": "assistant", "content": "Well, tools, hm"}""", "length"));
        server.Respond = new SimulatedModel().Answer;

        ChatResponse response = await AskAsync(WithTool());

        Assert.Empty(ChatNotices.Of(response));
    }

    /// <summary>Two runs may use one client; each has its own record.</summary>
    [Fact]
    public async Task What_a_model_lacks_is_said_with_every_answer()
    {
        server.Respond = new SimulatedModel { WithoutTools = new(400, """{"error": "no tools here"}""") }.Answer;
        using IChatClient client = Client(new CapabilitySettings());

        ChatResponse first = await client.GetResponseAsync("go", WithTool()), second = await client.GetResponseAsync("go", WithTool());

        Assert.Contains("calls no tools", Assert.Single(ChatNotices.Of(first)), StringComparison.Ordinal);
        Assert.Equal(ChatNotices.Of(first), ChatNotices.Of(second));
    }

    [Fact]
    public async Task A_refusal_that_another_request_learned_from_first_is_asked_again_too()
    {
        ModelKnowledge knowledge = new();
        FunctionChatClient model = new(number =>
        {
            knowledge.Learn(Capability.Tools, false);
            knowledge.Learn(Capability.JsonSchema, false);
            return number == 1 ? throw new ChatProviderException("The model does not support tools.") { Status = 400 } : FunctionChatClient.Say("yes");
        });
        using CapabilityChatClient client = new(model, "test", Profile("yes"), knowledge);

        Assert.Equal("yes", (await client.GetResponseAsync("go", WithTool())).Text);
        Assert.Equal(2, model.Asked);
    }

    [Fact]
    public async Task A_server_that_speaks_of_tools_whatever_it_is_sent_is_given_up()
    {
        FunctionChatClient model = new(_ => throw new ChatProviderException("The model does not support tools.") { Status = 400 });
        using CapabilityChatClient client = new(model, "test", Profile("yes"), new ModelKnowledge());

        await Assert.ThrowsAsync<ChatProviderException>(() => client.GetResponseAsync("go", WithTool()));
        Assert.InRange(model.Asked, 2, 3);
    }

    [Theory]
    [InlineData("**Red**.", true)]
    [InlineData("_red_", true)]
    [InlineData("No picture was shared; the required one is missing.", false)]
    public async Task The_colour_is_a_word_of_its_own(string said, bool sees)
    {
        FunctionChatClient model = new(_ => FunctionChatClient.Say(said));

        Assert.Equal(sees, await CapabilityProbe.HasAsync(Capability.Vision, model, new UsageDetails(), CancellationToken.None));
    }

    [Fact]
    public void A_word_that_is_no_choice_is_an_error()
    {
        ChatProviderException error = Assert.Throws<ChatProviderException>(() => Client(new CapabilitySettings { Vision = "maybe" }));

        Assert.Contains("Capabilities:Vision is 'maybe'; choose yes, no or auto.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_while_finding_out_ends_at_once()
    {
        server.Delay = TimeSpan.FromSeconds(20);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(100));
        using IChatClient client = Client(new CapabilitySettings());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync("hi", WithTool(), source.Token));
    }

    private static ChatOptions WithTool() => new() { Tools = [AIFunctionFactory.Create((int candidate_index, string reasoning) => $"{candidate_index} {reasoning}", "submit_pose_choice", "Answers.")] };

    private static CapabilityProfile Profile(string tools) => ProviderPresets.Compatible.Capabilities.With("test", new CapabilitySettings { Tools = tools });

    private IChatClient Client(CapabilitySettings capabilities) => new OpenAiChatClientFactory(ProviderPresets.Compatible, cache).Create(
        "test", new ChatProviderSettings { Endpoint = server.Address, Model = "m", Capabilities = capabilities }, _ => null);

    private async Task<ChatResponse> AskAsync(ChatOptions options, CapabilitySettings? capabilities = null, bool hasPicture = false)
    {
        using IChatClient client = Client(capabilities ?? new());
        AIContent[] contents = hasPicture ? [new TextContent("look"), new DataContent(new byte[] { 1 }, "image/png")] : [new TextContent("go")];
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, contents)], options);
    }
}
