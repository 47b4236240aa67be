using ReCorD.Agents.Conversations;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Inspection;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Poses;

namespace ReCorD.Engines;

/// <summary>
/// A loaded model with what stands around it: pose network, object locator, picture encoder. Serves any number of runs and scenes; only one of them may
/// work at a time, since they share the networks' memory.
/// </summary>
public sealed class RecordEngine : IDisposable
{
    /// <summary>The paper's guidance scale, for models that bring none of their own.</summary>
    private const double DefaultGuidanceScale = 7.5;

    private readonly ComputeRuntime runtime;
    private readonly IPoseEstimator? poses;

    private RecordEngine(ComputeRuntime runtime, DiffusionPipeline pipeline, IPoseEstimator? poses)
    {
        this.runtime = runtime;
        Pipeline = pipeline;
        this.poses = poses;
    }

    public DiffusionPipeline Pipeline { get; }

    /// <summary>The model for run records. Its weights are hashed when this is first asked for.</summary>
    public ModelRecord Model => new(Pipeline.Name, Pipeline.Sha256, Pipeline.ImageSize, Pipeline.ImageSize);

    /// <summary>Loads a model. Weights are read when they are first needed.</summary>
    /// <param name="runtime">Owned by the engine from now on, and disposed of where loading fails.</param>
    /// <param name="options">What to load.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="ModelFolderException">Something is missing, malformed, or does not fit.</exception>
    public static RecordEngine Load(ComputeRuntime runtime, EngineOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(options);
        DiffusionPipeline? pipeline = null;
        try
        {
            pipeline = DiffusionPipeline.Load(runtime, ModelSources.Open(options.Model, options.ModelOptions), options.Execution);

            // Pose networks are small: the processor is fast enough.
            IPoseEstimator? poses = options.PoseFolder is { } folder ? PoseEstimatorFactory.Load(runtime, folder, null, cancellationToken) : null;
            return new RecordEngine(runtime, pipeline, poses);
        }
        catch
        {
            pipeline?.Dispose();
            runtime.Dispose();
            throw;
        }
    }

    /// <summary>What a run uses where its user chose nothing: the user's scheduler, else the profile's, else the model's own, and so on.</summary>
    /// <param name="prompt">ReCorD's profiles do not speak for pictures of prompts without an interaction.</param>
    /// <param name="method">Nor for those of plain methods.</param>
    /// <param name="profile">Name of the profile.</param>
    /// <param name="scheduler">The user's scheduler by its word or diffusers class; null: none was chosen.</param>
    /// <exception cref="GenerationException">There is no such profile.</exception>
    /// <exception cref="SchedulerConfigException">There is no such scheduler.</exception>
    public EngineDefaults Defaults(InteractionPrompt prompt, string method, string profile, string? scheduler)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        string? preferred = InteractionPipeline.IsPlain(prompt, method) ? null : RecordProfiles.Get(profile).Scheduler;
        string word = SchedulerFactory.WordOf(scheduler ?? preferred ?? Pipeline.SchedulerConfig.ClassName, Pipeline.SchedulerConfig);
        return new EngineDefaults(word, Pipeline.Defaults.GuidanceScale ?? DefaultGuidanceScale, Pipeline.Defaults.CorrectionStrength);
    }

    /// <summary>Opens a scene for tools to work on, with nothing made in it yet.</summary>
    /// <param name="request">Settings and prompt.</param>
    /// <param name="observer">Told what happens in it.</param>
    /// <param name="time">For the seconds that stages take.</param>
    /// <exception cref="AgentException">The request is contradictory.</exception>
    /// <exception cref="GenerationException">There is no such method or profile.</exception>
    public SceneSession OpenScene(RunRequest request, IRunObserver observer, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(request);
        WarnOfGuidance(request, observer);
        return InteractionPipeline.OpenScene(request, Services(request, observer, time));
    }

    /// <summary>Carries a run out from candidates to the corrected picture.</summary>
    /// <param name="request">Settings and prompt.</param>
    /// <param name="clients">Gives each agent its chat model, where one is needed.</param>
    /// <param name="prompts">The agents' prompts.</param>
    /// <param name="observer">Told what happens.</param>
    /// <param name="time">For the seconds that stages take.</param>
    /// <param name="cancellationToken">Ends the run within the present step.</param>
    /// <remarks>Throws what <see cref="InteractionPipeline.RunAsync"/> does.</remarks>
    public Task<RunOutcome> RunAsync(
        RunRequest request, IAgentClients clients, PromptLibrary prompts, IRunObserver observer, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        WarnOfGuidance(request, observer);
        return new InteractionPipeline(Services(request, new WarningsOnce(observer), time), clients, prompts).RunAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        poses?.Dispose();
        Pipeline.Dispose();
        runtime.Dispose();
    }

    /// <summary>A model made for few steps gives glaring pictures at the usual guidance, which looks like a fault.</summary>
    private void WarnOfGuidance(RunRequest request, IRunObserver observer)
    {
        if (request.Settings.GuidanceScale > FewStepModel.GreatestGuidance && FewStepModel.Hint(Pipeline.Name, Pipeline.SchedulerConfig) is { } hint)
        {
            observer.Observe(new RunWarned(FormattableString.Invariant($"The guidance scale is {request.Settings.GuidanceScale}. {hint}")));
        }
    }

    private SceneServices Services(RunRequest request, IRunObserver observer, TimeProvider time)
    {
        string method = InteractionPipeline.IsPlain(request.Prompt, request.Settings.Method) ? InteractionPipeline.PlainMethod : request.Settings.Method;
        return new SceneServices
        {
            Poses = poses,
            Method = GenerationMethods.Create(method, Pipeline, RecordProfiles.Get(request.Settings.Profile)),
            Locator = new AttentionObjectLocator(),
            Encoder = new ChatImageEncoder(),
            Observer = observer,
            Time = time,
        };
    }
}
