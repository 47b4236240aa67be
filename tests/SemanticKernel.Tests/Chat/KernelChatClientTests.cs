using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.Agents.Providers;
using ReCorD.SemanticKernel.Chat;
using ReCorD.SemanticKernel.Tests.Fakes;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;
using KernelCall = Microsoft.SemanticKernel.FunctionCallContent;
using KernelResult = Microsoft.SemanticKernel.FunctionResultContent;
using KernelText = Microsoft.SemanticKernel.TextContent;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace ReCorD.SemanticKernel.Tests.Chat;

/// <summary>A chat service of Semantic Kernel as the chat client of our agents.</summary>
public sealed class KernelChatClientTests
{
    private static readonly AIFunction Add = AIFunctionFactory.Create((int left, int right) => left + right, "add", "Adds.");

    [Fact]
    public async Task Instructions_come_first_and_the_answer_comes_back()
    {
        RecordingService service = RecordingService.Saying("hello");
        using IChatClient client = service.AsRecordChatClient();

        ChatResponse response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")], new ChatOptions { Instructions = "Be brief." });

        Assert.Equal([(AuthorRole.System, "Be brief."), (AuthorRole.User, "hi")], service.Histories[0].Select(message => (message.Role, message.Content!)));
        Assert.Equal("hello", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task Pictures_of_a_tool_follow_its_result_as_a_user_message()
    {
        RecordingService service = RecordingService.Saying("seen");
        using IChatClient client = service.AsRecordChatClient();
        DataContent picture = new(new byte[] { 1, 2, 3 }, "image/png") { Name = "candidate 0" };

        await client.GetResponseAsync(
        [
            new ChatMessage(ChatRole.User, "look"),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "show"), new FunctionCallContent("2", "add")]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", new AIContent[] { new TextContent("{}"), picture })]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("2", 3)]),
        ]);

        ChatHistory history = service.Histories[0];
        Assert.Equal([AuthorRole.User, AuthorRole.Assistant, AuthorRole.Tool, AuthorRole.Tool, AuthorRole.User], history.Select(message => message.Role));
        Assert.Equal([("show", "1", "{}"), ("add", "2", "3")], history.SelectMany(message => message.Items).OfType<KernelResult>().Select(result => (result.FunctionName!, result.CallId!, (string)result.Result!)));
        Assert.Equal("candidate 0", Assert.IsType<KernelText>(history[^1].Items[0]).Text);
        Assert.Equal([1, 2, 3], Assert.IsType<ImageContent>(history[^1].Items[1]).Data!.Value.ToArray());
    }

    [Fact]
    public async Task Tools_are_offered_and_left_to_the_caller()
    {
        RecordingService service = new((_, _, _) => Task.FromResult(new ChatMessageContent(
            AuthorRole.Assistant, [new KernelCall("add", null, null, new KernelArguments { ["left"] = 1, ["right"] = 2 })])));
        using IChatClient client = service.AsRecordChatClient();

        ChatResponse response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "1 + 2?")], new ChatOptions { Tools = [Add], Temperature = 0.5f, MaxOutputTokens = 9 });

        PromptExecutionSettings settings = service.Settings[0]!;
        FunctionChoiceBehaviorConfiguration choice = settings.FunctionChoiceBehavior!.GetConfiguration(new FunctionChoiceBehaviorConfigurationContext([]));
        Assert.False(choice.AutoInvoke);
        Assert.Equal("add", Assert.Single(choice.Functions!).Name);
        Assert.Equal(0.5f, settings.ExtensionData!["temperature"]);
        Assert.Equal(9, settings.ExtensionData["max_tokens"]);
        FunctionCallContent call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal("add", call.Name);
        Assert.NotEmpty(call.CallId);
        Assert.Equal(2, call.Arguments!["right"]);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task A_ban_on_tools_and_a_demand_for_one_arrive()
    {
        RecordingService service = RecordingService.Saying("");
        using IChatClient client = service.AsRecordChatClient();

        await client.GetResponseAsync([], new ChatOptions { Tools = [Add], ToolMode = ChatToolMode.None });
        await client.GetResponseAsync([], new ChatOptions { Tools = [Add], ToolMode = ChatToolMode.RequireSpecific("add") });
        await client.GetResponseAsync([]);

        Assert.Equal(
            [FunctionChoice.None, FunctionChoice.Required],
            service.Settings.Take(2).Select(settings => settings!.FunctionChoiceBehavior!.GetConfiguration(new FunctionChoiceBehaviorConfigurationContext([])).Choice));
        Assert.Null(service.Settings[2]!.FunctionChoiceBehavior);
    }

    [Fact]
    public async Task What_it_cost_is_passed_on()
    {
        UsageDetails usage = new() { InputTokenCount = 7, OutputTokenCount = 5, TotalTokenCount = 12 };
        RecordingService service = new((_, _, _) => Task.FromResult(
            new ChatMessageContent(AuthorRole.Assistant, "cut", metadata: new Dictionary<string, object?> { ["Usage"] = usage, ["FinishReason"] = "Length" })));
        using IChatClient client = service.AsRecordChatClient();

        ChatResponse response = await client.GetResponseAsync([]);

        Assert.Equal(12, response.Usage!.TotalTokenCount);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
    }

    [Fact]
    public async Task A_failing_service_is_a_provider_that_cannot_be_used()
    {
        RecordingService service = new((_, _, _) => throw new HttpOperationException(HttpStatusCode.Unauthorized, null, "no such key", null));
        using IChatClient client = service.AsRecordChatClient();

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => client.GetResponseAsync([]));

        Assert.Equal(401, error.Status);
        Assert.Contains("no such key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_without_a_service_says_what_to_add()
    {
        KernelException error = Assert.Throws<KernelException>(() => new Kernel().GetRecordChatClient());

        Assert.Contains("AddReCorDChatCompletion", error.Message, StringComparison.Ordinal);
    }
}
