using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.Builtin;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Tasks;
using ReCorD.Experiments.Tests.Support;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;

namespace ReCorD.Experiments.Tests.Tasks;

public sealed class AgentTaskTests : IDisposable
{
    private static readonly string Prompts = Path.Combine(AppContext.BaseDirectory, "prompts");

    private readonly TestFolder folder = new();

    [Fact]
    public async Task LayoutRestoration_PerfectAnswer_HasFullOverlap()
    {
        TaskOutcome outcome = await RestoreAsync("""{"x1": 300, "y1": 300, "x2": 400, "y2": 400}""");

        Assert.Equal(1, outcome.Metrics["iou"], 12);
        Assert.Equal(1, outcome.Metrics["restored"]);
        Assert.Equal(0, outcome.Metrics["centre_distance"], 12);
        Assert.Equal(1 - outcome.Metrics["iou_disturbed"], outcome.Metrics["gain"], 12);
        Assert.Equal("[300, 300, 400, 400]", outcome.Output);
        Assert.Equal("because", outcome.Reasoning);
        Assert.Equal(["answer", "before", "person", "truth"], Assert.Single(outcome.Scenes).Boxes.Keys.Order());
    }

    /// <summary>Half the truth and as much beside it: a third of the union.</summary>
    [Fact]
    public async Task LayoutRestoration_HalfRight_IsAThird()
    {
        TaskOutcome outcome = await RestoreAsync("""{"x1": 350, "y1": 300, "x2": 450, "y2": 400}""");

        Assert.Equal(1.0 / 3, outcome.Metrics["iou"], 9);
        Assert.Equal(0, outcome.Metrics["restored"]);
        Assert.Equal(50.0 / 512, outcome.Metrics["centre_distance"], 9);
    }

    [Fact]
    public async Task LayoutRestoration_NoAnswer_KeepsTheDisturbedBox()
    {
        TaskOutcome outcome = await RunAsync(new LayoutRestorationTask(Services(new ScriptedChatClient())), Kick("""{"disturbed_box": [10, 10, 110, 110]}"""));

        Assert.Equal(0, outcome.Metrics["iou"]);
        Assert.Equal(0, outcome.Metrics["gain"]);
        Assert.Equal(1, outcome.Metrics["fallback"]);
        Assert.Equal("[10, 10, 110, 110]", outcome.Output);
        Assert.NotNull(outcome.Fallback);
    }

    [Fact]
    public async Task LayoutRestoration_Agent_IsToldTheDisturbedBoxAndNeverTheTruth()
    {
        ScriptedChatClient client = new();

        await RunAsync(new LayoutRestorationTask(Services(client)), Kick("""{"disturbed_box": [10, 20, 110, 120]}"""));

        string said = string.Join("\n", client.Requests[0].Select(message => message.Text));
        Assert.Contains("""
            "object_box":{"x1":10,"y1":20,"x2":110,"y2":120}
            """.Trim(), said, StringComparison.Ordinal);
        Assert.DoesNotContain("\"x1\":300", said, StringComparison.Ordinal);
        Assert.DoesNotContain(client.Options[0]!.Tools!, tool => tool.Name == "try_layout");
    }

    [Fact]
    public async Task LayoutRestoration_Tokens_AreCountedWhereTheModelTells()
    {
        UsageClient client = new();

        TaskOutcome outcome = await RunAsync(new LayoutRestorationTask(Services(client)), Kick("{}"));

        Assert.Equal(7 * client.Calls, outcome.Metrics["input_tokens"]);
        Assert.Equal(3 * client.Calls, outcome.Metrics["output_tokens"]);
    }

    [Fact]
    public async Task PoseSelection_Builtin_FindsTheKickingFigure()
    {
        string scenes = folder.WriteScenes(("a boy is kicking a ball", StickFigure.Kicking), ("a man is holding a cup", StickFigure.Standing), ("a girl is walking a dog", StickFigure.Standing));
        ExperimentDefinition definition = Definition(TaskNames.PoseSelection, $"tests: file://{Path.GetFileName(scenes)}\ndefaultTest: {{vars: {{candidates: 3}}}}");
        PoseSelectionTask task = new(Services(Builtin()), definition.Tests);
        ExperimentMatrix matrix = ExperimentMatrix.Build(definition, task);

        TaskOutcome outcome = await task.RunAsync(matrix.Items[0], NullRunObserver.Instance, CancellationToken.None);

        Assert.Equal(1, outcome.Metrics["correct"]);
        Assert.Equal(3, outcome.Scenes.Count);
        Assert.Contains(outcome.Scenes, scene => scene.Caption.EndsWith("a boy is kicking a ball (chosen) (right)", StringComparison.Ordinal));
    }

    [Fact]
    public void PoseSelection_TooFewOthers_IsNamed()
    {
        folder.WriteScenes(("a boy is kicking a ball", StickFigure.Kicking), ("a man is kicking a box", StickFigure.Kicking));
        ExperimentDefinition definition = Definition(TaskNames.PoseSelection, "tests: file://scenes.jsonl");

        ExperimentException error = Assert.Throws<ExperimentException>(() => ExperimentMatrix.Build(definition, new PoseSelectionTask(Services(Builtin()), definition.Tests)));

        Assert.Contains("5 candidates were asked for, but the tests hold only 0 figures that do something else than kicking", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vars: {prompt: a boy is kicking a ball}", "needs 'landmarks'")]
    [InlineData("vars: {prompt: a ball}", "is no interaction")]
    [InlineData("vars: {prompt: a boy is kicking a ball, landmarks: [[1, 2]]}", "must hold 3 numbers")]
    [InlineData("vars: {prompt: a boy is kicking a ball, landmarks: [[1, 2, 3]]}", "has 1 entries; expected 33")]
    [InlineData("vars: {prompt: a boy is kicking a ball, objct_box: [1, 2, 3, 4]}", "Did you mean 'object_box'")]
    public void Fingerprint_BadScene_IsNamedWithItsPlace(string vars, string problem)
    {
        ExperimentDefinition definition = Definition(TaskNames.LayoutRestoration, $"tests:\n  - {vars}");

        ExperimentException error = Assert.Throws<ExperimentException>(() => ExperimentMatrix.Build(definition, new LayoutRestorationTask(Services(Builtin()))));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("experiment.yaml(3)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PromptFile_OfTheExperiment_TakesTheAgentsPlace()
    {
        folder.WriteScenes(("a boy is kicking a ball", StickFigure.Kicking));
        folder.Write("mine.yaml", """
            name: layout
            template_format: handlebars
            template: <message role="user">Mine about {{prompt}}</message>
            input_variables:
              - {name: prompt}
              - {name: object}
              - {name: facts}
              - {name: image, allow_dangerously_set_content: true}
            """);
        ScriptedChatClient client = new();
        LayoutRestorationTask task = new(Services(client));
        ExperimentMatrix matrix = ExperimentMatrix.Build(Definition(TaskNames.LayoutRestoration, "prompts: [default, mine.yaml]\ntests: file://scenes.jsonl"), task);

        await task.RunAsync(matrix.Items[1], NullRunObserver.Instance, CancellationToken.None);

        Assert.Equal("Mine about a boy is kicking a ball", client.Requests[0][0].Text);
        Assert.NotEqual(matrix.Plan.Items[0].Id, matrix.Plan.Items[1].Id);
        string before = matrix.Plan.Items[1].Id;
        folder.Write("mine.yaml", File.ReadAllText(folder.At("mine.yaml")).Replace("Mine", "Yours", StringComparison.Ordinal));
        Assert.NotEqual(before, ExperimentMatrix.Build(Definition(TaskNames.LayoutRestoration, "prompts: [default, mine.yaml]\ntests: file://scenes.jsonl"), task).Plan.Items[1].Id);
    }

    public void Dispose() => folder.Dispose();

    private static IChatClient Builtin() => new BuiltinChatClientFactory(Prompts).Create("builtin", new(), _ => null);

    private static AgentServices Services(IChatClient client, ChatSettings? chat = null) => new(
        (_, observer) => Clients(client).ForRun(new ChatRunOptions { Preflight = false, Observer = observer }), _ => chat ?? new ChatSettings(), Prompts, new RawImageEncoder(), TimeProvider.System);

    [Fact]
    public void Ids_WhatTheConfigurationSaysOfTheModel_DecidesAndSecretsDoNot()
    {
        ChatProviderSettings settings = new() { Kind = "openai", Model = "one", ApiKey = "secret" };
        string id = IdOf(settings);

        Assert.NotEqual(id, IdOf(settings with { Model = "two" }));
        Assert.NotEqual(id, IdOf(settings with { Endpoint = "http://localhost:1/v1" }));
        Assert.NotEqual(id, IdOf(settings with { Kind = "builtin" }));
        Assert.NotEqual(id, IdOf(settings with { ImageDetail = "high" }));
        Assert.Equal(id, IdOf(settings with { ApiKey = "other", TimeoutSeconds = 1, Retries = 9 }));
    }

    [Fact]
    public void Ids_Recording_CountsByItsContent()
    {
        string file = folder.Write("r.jsonl", "one");
        string id = IdOf(new() { Kind = "recorded", File = file });
        string copy = IdOf(new() { Kind = "recorded", File = folder.Write("copy.jsonl", "one") });
        folder.Write("r.jsonl", "two");

        Assert.Equal(id, copy);
        Assert.NotEqual(id, IdOf(new() { Kind = "recorded", File = file }));
    }

    private string IdOf(ChatProviderSettings settings)
    {
        using ScriptedChatClient client = new();
        ChatSettings chat = new() { Provider = "mine", Providers = { ["mine"] = settings } };
        return ExperimentMatrix.Build(Kick("{}"), new LayoutRestorationTask(Services(client, chat))).Plan.Items[0].Id;
    }

    private static async Task<TaskOutcome> RunAsync(LayoutRestorationTask task, ExperimentDefinition definition) =>
        await task.RunAsync(ExperimentMatrix.Build(definition, task).Items[0], NullRunObserver.Instance, CancellationToken.None);

    private Task<TaskOutcome> RestoreAsync(string box)
    {
        double[] person = ReCorD.Experiments.Results.SceneLines.Edges(StickFigure.Kicking.ToPose().PersonBox);
        string arguments = $$"""
            {"object_box": {{box}}, "person_box": {"x1": {{person[0]:0}}, "y1": {{person[1]:0}}, "x2": {{person[2]:0}}, "y2": {{person[3]:0}}},
             "pose_type": "dynamic", "body_orientation": "profile", "facial_direction": "right", "object_relationship": "in front of", "object_size": "small", "reasoning": "because"}
            """;
        return RunAsync(new LayoutRestorationTask(Services(new ScriptedChatClient(ScriptedChatClient.Call(("submit_layout", arguments))))), Kick("{}"));
    }

    private ExperimentDefinition Kick(string vars)
    {
        folder.WriteScenes(("a boy is kicking a ball", StickFigure.Kicking));
        return Definition(TaskNames.LayoutRestoration, $"defaultTest: {{vars: {vars}}}\ntests: file://scenes.jsonl");
    }

    private ExperimentDefinition Definition(string task, string rest) => ExperimentReader.Read(folder.Write("experiment.yaml", $"task: {task}\n{rest}\n"));

    private static ChatClients Clients(IChatClient client) => new(new ChatClientRegistry([new One(client)], _ => null), new ChatSettings { Provider = "one" });

    private sealed class One(IChatClient client) : IChatClientFactory
    {
        public string Kind => "one";

        public IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment) => client;
    }

    /// <summary>Never calls a tool, and tells what it used.</summary>
    private sealed class UsageClient : IChatClient
    {
        public int Calls { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Well.")) { Usage = new UsageDetails { InputTokenCount = 7, OutputTokenCount = 3 } });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
