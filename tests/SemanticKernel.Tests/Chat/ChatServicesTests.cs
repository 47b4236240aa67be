using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.SemanticKernel.Chat;
using ReCorD.SemanticKernel.Tests.Fakes;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace ReCorD.SemanticKernel.Tests.Chat;

/// <summary>Our chat clients as chat services of a kernel.</summary>
public sealed class ChatServicesTests
{
    [Fact]
    public async Task The_builtin_planner_answers_in_a_kernel()
    {
        IChatCompletionService service = TestStudio.Kernel().GetRequiredService<IChatCompletionService>();

        ChatMessageContent answer = await service.GetChatMessageContentAsync("good morning");

        Assert.Contains("built-in planner", answer.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_with_a_key_leaves_the_default_to_others()
    {
        Kernel kernel = Kernel.CreateBuilder().AddReCorDChatCompletion(serviceId: "planner").Build();

        Assert.NotNull(kernel.GetRequiredService<IChatCompletionService>("planner"));
    }

    [Fact]
    public async Task The_model_sees_plain_names_and_the_kernel_runs_the_functions()
    {
        using ScriptedClient model = new(
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "add", new Dictionary<string, object?> { ["left"] = 1, ["right"] = 2 })]),
            new ChatMessage(ChatRole.Assistant, "three"));
        Kernel kernel = new();
        kernel.Plugins.AddFromFunctions("My_Maths", [KernelFunctionFactory.CreateFromMethod((int left, int right) => left + right, "add")]);
        PromptExecutionSettings settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        ChatMessageContent answer = await model.AsKernelChatService().GetChatMessageContentAsync("1 + 2?", settings, kernel);

        Assert.Equal("three", answer.Content);
        Assert.Equal([["add"], ["add"]], model.Tools);
        Assert.Equal("add", model.Asked[1].SelectMany(message => message.Contents).OfType<FunctionCallContent>().Single().Name);
        Assert.Equal("3", model.Asked[1].SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result!.ToString());
    }

    [Fact]
    public async Task Names_that_two_plugins_share_stay_whole()
    {
        using ScriptedClient model = new(new ChatMessage(ChatRole.Assistant, "done"));
        Kernel kernel = new();
        kernel.Plugins.AddFromFunctions("A", [KernelFunctionFactory.CreateFromMethod(() => 1, "look")]);
        kernel.Plugins.AddFromFunctions("B", [KernelFunctionFactory.CreateFromMethod(() => 2, "look")]);

        await model.AsKernelChatService().GetChatMessageContentAsync("look", new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }, kernel);

        Assert.Equal(["A_look", "B_look"], model.Tools[0].Order(StringComparer.Ordinal));
    }
}
