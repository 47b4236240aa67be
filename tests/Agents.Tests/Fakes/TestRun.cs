using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers.Builtin;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;

namespace ReCorD.Fakes;

/// <summary>A scene of three candidates - standing, kicking, standing - and whatever is needed to run it.</summary>
internal sealed class TestRun : IDisposable
{
    public TestRun()
    {
        Scene.Poses.Poses[10] = StickFigure.Standing.ToPose();
        Scene.Poses.Poses[11] = StickFigure.Kicking.ToPose();
        Scene.Poses.Poses[12] = StickFigure.Standing.ToPose();
    }

    /// <summary>A place where no object of the scene is.</summary>
    public static Box FarBox { get; } = Box.FromPixels(300, 300, 430, 430);

    public TestScene Scene { get; } = new();

    /// <summary>Agents whose chat client was asked for, in order, over all runs.</summary>
    public List<string> ClientsAsked { get; } = [];

    public static IChatClient Builtin() => new BuiltinChatClientFactory(TestPrompts.Folder).Create("builtin", new(), _ => null);

    public static RunRequest Request(string method = "record", string orchestration = "pipeline", Box? box = null, InteractionPrompt? prompt = null) => new()
    {
        Prompt = prompt ?? TestScene.Prompt(),
        Settings = new RunSettings { Method = method, Profile = "default", Model = "mini-hoi", Seed = 10, Candidates = 3, Steps = 5, Orchestration = orchestration, Box = box },
        Model = new ModelRecord("mini-hoi", "00", 4, 4),
        Program = "ReCorD test",
    };

    public AgentConversation Conversation(IChatClient client) => new(new FakeAgentClients(client), TestPrompts.Library(), new TranscriptRecorder(Scene.Observer));

    public Task<RunOutcome> RunAsync(RunRequest request, IChatClient client, CancellationToken cancellationToken = default) =>
        RunAsync(request, new FakeAgentClients(client), cancellationToken);

    public async Task<RunOutcome> RunAsync(RunRequest request, FakeAgentClients clients, CancellationToken cancellationToken = default)
    {
        try
        {
            return await new InteractionPipeline(Scene.Services(), clients, TestPrompts.Library()).RunAsync(request, cancellationToken);
        }
        finally
        {
            ClientsAsked.AddRange(clients.Asked);
        }
    }

    public void Dispose() => Scene.Dispose();
}
