using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Cli.Progress;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Poses;

namespace ReCorD.Cli.Generate;

/// <summary>Puts engine, pictures and agents together for one run.</summary>
internal sealed class RecordRunner(AppPaths paths, EnvironmentVariables environment, TimeProvider time) : IRunner
{
    /// <summary>The paper's guidance scale, for models that bring none of their own.</summary>
    private const double DefaultGuidanceScale = 7.5;

    public async Task<RunOutcome> RunAsync(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken)
    {
        // What can be wrong with the request comes to light before the slow part: prompt, provider, profile, model folder.
        InteractionPrompt prompt = InteractionPromptParser.Parse(plan.Prompt);
        RecordProfile profile = RecordProfiles.Get(plan.Profile);
        string folder = new ModelLocator(paths, environment, settings.Models).Locate(plan.Model);
        ModelOptions options = Options(plan);
        PoseFolder? pose = PoseFolder.Find(paths, options.ConfigFolder ?? folder, plan.Pose, plan.FallbackPose);
        using ChatClients chat = new(ChatClientRegistry.CreateDefault(paths.PromptsFolder, name => environment.Values.GetValueOrDefault(name)), plan.ToChat(settings.Chat));
        string method = prompt.HasInteraction ? plan.Method : InteractionPipeline.PlainMethod;
        if (method != InteractionPipeline.PlainMethod && plan.Decisions is null)
        {
            await chat.EnsureReachableAsync(InteractionPipeline.AgentsOf(plan.Orchestration, plan.Box is not null), cancellationToken).ConfigureAwait(false);
        }

        long start = time.GetTimestamp();
        observer.Observe(new StageStarted(StageTitles.Load, 0));
        using ComputeRuntime runtime = new(new ThreadSettings { Threads = plan.Device.Threads });
        DeviceSetup device = DeviceSetup.Find(runtime, plan.Device, cancellationToken);
        observer.Observe(new DeviceChosen(device.Device, device.PrecisionName, device.Choice.Rejected.ToDictionary(rejected => rejected.Device, rejected => rejected.Reason)));
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, ModelSources.Open(folder, options), device.ToExecution(plan.Device));

        // Pose networks are small: the processor is fast enough.
        using IPoseEstimator? poses = pose is null ? null : PoseEstimatorFactory.Load(runtime, pose.Folder, null, cancellationToken);
        SceneServices scene = new()
        {
            Poses = poses,
            Method = GenerationMethods.Create(method, pipeline, profile),
            Locator = new AttentionObjectLocator(),
            Encoder = new ChatImageEncoder(),
            Observer = observer,
            Time = time,
        };
        RunRequest request = Request(plan, prompt, pipeline, profile, device, pose);
        TimeSpan loading = time.GetElapsedTime(start);
        observer.Observe(new StageFinished(StageTitles.Load, loading.TotalSeconds));
        InteractionPipeline interaction = new(scene, chat, new PromptLibrary(paths.PromptsFolder));
        RunOutcome outcome = await interaction.RunAsync(request, cancellationToken).ConfigureAwait(false);
        return outcome with { Record = WithLoading(outcome.Record, loading) };
    }

    private ModelOptions Options(RunPlan plan) => new()
    {
        ConfigFolder = plan.ModelConfig is { } config ? paths.Resolve(config) : null,
        Loras = [.. plan.Lora.Select(lora => lora with { Path = paths.Resolve(lora.Path) })],
        Embeddings = [.. plan.Embeddings.Select(embedding => embedding with { Path = paths.Resolve(embedding.Path) })],
    };

    /// <summary>The settings with the hashes of the files that were read.</summary>
    private RunSettings WithHashes(RunSettings settings) => settings with
    {
        Lora = [.. settings.Lora.Select(lora => lora with { Sha256 = FileHash.Sha256(paths.Resolve(lora.Path)) })],
        Embeddings = [.. settings.Embeddings.Select(embedding => embedding with { Sha256 = FileHash.Sha256(paths.Resolve(embedding.Path)) })],
    };

    private RunRequest Request(RunPlan plan, InteractionPrompt prompt, DiffusionPipeline pipeline, RecordProfile profile, DeviceSetup device, PoseFolder? pose) => new()
    {
        Prompt = prompt,
        Settings = WithHashes(plan.ToSettings(
            Scheduler(plan, prompt, pipeline, profile), pipeline.Defaults.GuidanceScale ?? DefaultGuidanceScale, pipeline.Defaults.CorrectionStrength, device, pose?.Given)),
        Model = new ModelRecord(pipeline.Name, pipeline.Sha256, pipeline.ImageSize, pipeline.ImageSize),
        Program = ProgramInfo.NameAndVersion,
        ChangeThreshold = profile.ChangeThreshold,
        Decisions = plan.Decisions,
    };

    /// <summary>
    /// The scheduler's word: the user's, else the profile's, else that of the model. ReCorD's profiles do not speak for plain pictures.
    /// </summary>
    private static string Scheduler(RunPlan plan, InteractionPrompt prompt, DiffusionPipeline pipeline, RecordProfile profile)
    {
        bool plain = plan.Method == InteractionPipeline.PlainMethod || !prompt.HasInteraction;
        string choice = plan.Scheduler ?? (plain ? null : profile.Scheduler) ?? pipeline.SchedulerConfig.ClassName;
        return SchedulerFactory.WordOf(choice, pipeline.SchedulerConfig);
    }

    private static RunRecord WithLoading(RunRecord record, TimeSpan loading)
    {
        Dictionary<string, double> timings = new() { [StageTitles.Load] = loading.TotalSeconds };
        foreach ((string stage, double seconds) in record.Timings)
        {
            timings[stage] = seconds;
        }

        return record with { Timings = timings };
    }
}
