using Microsoft.SemanticKernel;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Engines;
using ReCorD.Plugins.Events;
using ReCorD.SemanticKernel.Chat;
using ReCorD.SemanticKernel.Scenes;

namespace ReCorD.SemanticKernel;

/// <summary>
/// ReCorD in a kernel: loads the model when it is first needed and makes pictures with it, one at a time. Safe to use from several threads, which then wait
/// for each other. Kernels do not dispose of their services: dispose of it when the model is not needed any more.
/// </summary>
public sealed class RecordStudio : IDisposable
{
    private readonly RecordOptions options;
    private readonly Lock loading = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private RecordEngine? loaded;
    private bool disposed;

    public RecordStudio(RecordOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        Prompts = new PromptLibrary(options.PromptFolder);
    }

    /// <summary>Pictures that functions made, by the ids that models are told.</summary>
    public PictureStore Pictures { get; } = new();

    internal PromptLibrary Prompts { get; }

    /// <summary>Loaded once, whoever asks first. A failure is not kept: the user may mend the folder and try again.</summary>
    private RecordEngine Engine
    {
        get
        {
            lock (loading)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                return loaded ??= RecordEngine.Load(new ComputeRuntime(options.Threads), options.ToEngine(), CancellationToken.None);
            }
        }
    }

    /// <summary>Runs the whole pipeline: candidates, pose choice, layout, correction.</summary>
    /// <param name="prompt">The sentence, such as "a boy is kicking a ball".</param>
    /// <param name="kernel">Its chat service speaks for the agents, unless <see cref="RecordOptions.Chat"/> says otherwise.</param>
    /// <param name="scene">Seed, steps and the rest; null: the defaults.</param>
    /// <param name="observer">Told what happens; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the run within the present step.</param>
    /// <exception cref="ChatProviderException">The chat model cannot be used.</exception>
    /// <exception cref="KernelException">The kernel has no chat service.</exception>
    /// <exception cref="AgentException">The request is contradictory.</exception>
    public async Task<RunOutcome> DrawAsync(string prompt, Kernel kernel, SceneOptions? scene = null, IRunObserver? observer = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prompt);
        ArgumentNullException.ThrowIfNull(kernel);
        using ChatClients? own = options.Chat is { } chat ? new ChatClients(ChatClientRegistry.CreateDefault(options.PromptFolder, options.Environment), chat, options.Time) : null;
        IAgentClients clients = own is null ? new OneClient(kernel.GetRecordChatClient()) : await ReadyAsync(own, scene, observer, cancellationToken).ConfigureAwait(false);
        return await TakeTurnAsync(
            () => Engine.RunAsync(Request(prompt, scene), clients, Prompts, observer ?? NullRunObserver.Instance, options.Time, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a scene for models to work on, with nothing made in it yet.</summary>
    /// <param name="prompt">The sentence; it must state an interaction.</param>
    /// <param name="scene">Seed, steps and the rest; null: the defaults.</param>
    /// <param name="observer">Told what happens in it; null: nobody is.</param>
    /// <exception cref="AgentException">The request is contradictory.</exception>
    public RecordScene OpenScene(string prompt, SceneOptions? scene = null, IRunObserver? observer = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prompt);

        // Only a planner's scene has the budget that bounds a model which decides by itself what to do next.
        RunRequest request = Request(prompt, (scene ?? new SceneOptions()) with { Orchestration = AgentNames.Planner });
        return new RecordScene(this, Engine.OpenScene(request, observer ?? NullRunObserver.Instance, options.Time));
    }

    public void Dispose()
    {
        lock (loading)
        {
            disposed = true;
            loaded?.Dispose();
            loaded = null;
        }

        turn.Dispose();
    }

    /// <summary>Works with the networks when nobody else does.</summary>
    internal async Task<T> TakeTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Our own chat models for one run, which were there before the slow part.</summary>
    private async Task<IAgentClients> ReadyAsync(ChatClients clients, SceneOptions? scene, IRunObserver? observer, CancellationToken cancellationToken)
    {
        ChatRunOptions run = new()
        {
            Budget = options.Chat!.Budget, TraceContent = options.Chat.Telemetry.Content, Preflight = options.Chat.Preflight, Observer = observer ?? NullRunObserver.Instance, Time = options.Time,
        };
        RunClients ready = clients.ForRun(run);
        SceneOptions asked = scene ?? new SceneOptions();
        await ready.EnsureReadyAsync(InteractionPipeline.AgentsOf(asked.Orchestration, asked.Box is not null), cancellationToken).ConfigureAwait(false);
        return ready;
    }

    private RunRequest Request(string text, SceneOptions? scene)
    {
        InteractionPrompt prompt = InteractionPromptParser.Parse(text);
        SceneOptions chosen = scene ?? new SceneOptions();
        RecordProfile profile = RecordProfiles.Get(chosen.Profile);
        EngineDefaults defaults = Engine.Defaults(prompt, SceneOptions.Method, chosen.Profile, chosen.Scheduler);
        return new RunRequest
        {
            Prompt = prompt,
            Settings = chosen.ToSettings(options.Model, options.Chat?.Provider ?? "semantic-kernel", defaults),
            Model = Engine.Model,
            Program = $"ReCorD.SemanticKernel {typeof(RecordStudio).Assembly.GetName().Version?.ToString(3)}",
            ChangeThreshold = profile.ChangeThreshold,
            ProfileStrength = profile.CorrectionStrength,
        };
    }
}
