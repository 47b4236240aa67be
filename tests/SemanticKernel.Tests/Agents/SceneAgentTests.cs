using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.Agents.Conversations;
using ReCorD.Plugins.Scenes;
using ReCorD.SemanticKernel.Agents;
using ReCorD.SemanticKernel.Scenes;
using ReCorD.SemanticKernel.Tests.Fakes;

namespace ReCorD.SemanticKernel.Tests.Agents;

/// <summary>Our agents as Semantic Kernel's.</summary>
public sealed class SceneAgentTests : IAsyncLifetime, IDisposable
{
    private readonly RecordStudio studio = new(TestStudio.Options);
    private readonly RecordScene scene;

    public SceneAgentTests() => scene = studio.OpenScene(TestStudio.Sentence, TestStudio.Quick);

    public Task InitializeAsync() => SceneWork.MakeCandidatesAsync(scene.Session, CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => studio.Dispose();

    [Fact]
    public void The_prompt_becomes_instructions_and_a_thread_with_its_pictures()
    {
        SceneAgent agent = scene.CreateAgent(AgentNames.PoseSelection, TestStudio.Kernel());

        Assert.Equal("pose-selection", agent.Agent.Name);
        Assert.StartsWith("You are an expert in human poses", agent.Agent.Instructions, StringComparison.Ordinal);
        Assert.DoesNotContain("<message", agent.Agent.Instructions, StringComparison.Ordinal);
        ChatMessageContent question = Assert.Single(agent.Thread.ChatHistory);
        Assert.Equal(AuthorRole.User, question.Role);
        Assert.Equal(2, question.Items.OfType<ImageContent>().Count());
    }

    [Fact]
    public async Task Left_to_itself_the_agent_calls_its_tools_until_it_has_answered()
    {
        SceneAgent agent = scene.CreateAgent(AgentNames.PoseSelection, TestStudio.Kernel());

        await foreach (AgentResponseItem<ChatMessageContent> _ in agent.Agent.InvokeAsync([], agent.Thread))
        {
            // What it says at the end does not matter; its answer is a call.
        }

        Assert.NotNull(scene.Session.PoseSubmission.Value);
        Assert.True(agent.IsClosed);
    }

    [Fact]
    public async Task Led_by_us_pose_and_layout_are_settled_one_after_the_other()
    {
        Kernel kernel = TestStudio.Kernel();

        await scene.CreateAgent(AgentNames.PoseSelection, kernel).RunAsync();
        SceneAgent layout = scene.CreateAgent(AgentNames.Layout, kernel);
        await layout.RunAsync();

        Assert.NotNull(scene.Session.LayoutSubmission.Value);
        Assert.True(layout.Thread.ChatHistory.Count > 1);
        Assert.Empty(kernel.Plugins);
    }

    [Fact]
    public async Task A_model_that_only_talks_is_reminded_and_then_replaced_by_the_fallback()
    {
        RecordingService service = RecordingService.Saying("The first one, I think.");
        Kernel kernel = TestStudio.Kernel(builder => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IChatCompletionService>(builder.Services, service));
        SceneAgent agent = scene.CreateAgent(AgentNames.PoseSelection, kernel);

        await agent.RunAsync();

        Assert.Equal(0, scene.Session.PoseSubmission.Value!.Index);
        Assert.NotNull(scene.Session.PoseSubmission.Fallback);
        Assert.True(agent.IsClosed);
        Assert.Equal(scene.Session.PoseSubmission.MaximumAttempts, service.Histories.Count);
        Assert.Contains("submit_pose_choice", service.Histories[1][^1].Content, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_scenes_own_tools_are_offered()
    {
        Kernel kernel = TestStudio.Kernel();
        kernel.Plugins.AddFromFunctions("Files", [KernelFunctionFactory.CreateFromMethod((string path) => path, "delete")]);

        SceneAgent agent = scene.CreateAgent(AgentNames.PoseSelection, kernel);

        PromptExecutionSettings settings = agent.Agent.Arguments!.ExecutionSettings!["default"];
        FunctionChoiceBehaviorConfigurationContext context = new([]) { Kernel = agent.Agent.Kernel };
        Assert.Equal(
            ["extract_pose", "locate_object", "submit_pose_choice"],
            settings.FunctionChoiceBehavior!.GetConfiguration(context).Functions!.Select(function => function.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_agent_before_its_time_or_unknown_says_what_is_missing()
    {
        Assert.Throws<InvalidOperationException>(() => scene.CreateAgent(AgentNames.Layout, TestStudio.Kernel()));
        Assert.Contains("pose-selection", Assert.Throws<ArgumentException>(() => scene.CreateAgent("painter", TestStudio.Kernel())).Message, StringComparison.Ordinal);
    }
}
