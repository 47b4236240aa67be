using System.Globalization;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Decorators.Caching;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Progress;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Engines;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Generate;

/// <summary>Puts engine, pictures and agents together for runs, one after another. The engine is kept for the next run that needs the same.</summary>
/// <param name="engines">Keeps the loaded engine.</param>
/// <param name="paths">Where things are.</param>
/// <param name="environment">The process's.</param>
/// <param name="time">Measures.</param>
/// <param name="jitter">Numbers from [0, 1) by which waits before retries differ.</param>
internal sealed class RecordRunner(EngineHost engines, AppPaths paths, EnvironmentVariables environment, TimeProvider time, Func<double>? jitter = null) : IRunner, ISceneOpener
{
    public async Task<RunOutcome> RunAsync(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken)
    {
        // What can be wrong with the request comes to light before the slow part: prompt, provider, profile, model folder.
        InteractionPrompt prompt = InteractionPromptParser.Parse(plan.Prompt);
        RecordProfile profile = RecordProfiles.Get(plan.Profile);
        engines.Check(plan, settings);
        ChatSettings configured = plan.ToChat(settings.Chat);
        using ChatClients models = Models(configured);
        bool asks = !InteractionPipeline.IsPlain(prompt, plan.Method) && plan.Decisions is null;
        using RecordingWriter? recording = asks ? OpenRecording(plan, configured) : null;
        RunClients chat = models.ForRun(Options(configured, recording, observer));
        if (asks)
        {
            await chat.EnsureReadyAsync(InteractionPipeline.AgentsOf(plan.Orchestration, plan.Box is not null), cancellationToken).ConfigureAwait(false);
        }

        long start = time.GetTimestamp();
        LoadedEngine loaded = engines.Get(plan, settings, observer, cancellationToken);
        RunRequest request = Request(plan, prompt, profile, loaded);
        TimeSpan loading = time.GetElapsedTime(start);
        RunOutcome outcome = await loaded.Engine.RunAsync(request, chat, new PromptLibrary(paths.PromptsFolder), observer, time, cancellationToken).ConfigureAwait(false);
        return outcome with { Record = WithLoading(outcome.Record, loading) };
    }

    public void Check(RunPlan plan, RecordSettings settings)
    {
        engines.Check(plan, settings);
        using ChatClients models = Models(plan.ToChat(settings.Chat));
        foreach (string agent in InteractionPipeline.AgentsOf(plan.Orchestration, plan.Box is not null))
        {
            models.For(agent);
        }
    }

    public (SceneSession Session, RunRequest Request) OpenScene(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken)
    {
        InteractionPrompt prompt = InteractionPromptParser.Parse(plan.Prompt);
        RecordProfile profile = RecordProfiles.Get(plan.Profile);
        LoadedEngine loaded = engines.Get(plan, settings, observer, cancellationToken);
        RunRequest request = Request(plan, prompt, profile, loaded);
        return (loaded.Engine.OpenScene(request, observer, time), request);
    }

    private RunRequest Request(RunPlan plan, InteractionPrompt prompt, RecordProfile profile, LoadedEngine loaded)
    {
        EngineDefaults defaults = loaded.Engine.Defaults(prompt, plan.Method, plan.Profile, plan.Scheduler);
        return new RunRequest
        {
            Prompt = prompt,
            Settings = WithHashes(plan.ToSettings(defaults, loaded.Device, loaded.Pose?.Given)),
            Model = loaded.Engine.Model,
            Program = ProgramInfo.NameAndVersion,
            ChangeThreshold = profile.ChangeThreshold,
            Limits = plan.Limits,
            Decisions = plan.Decisions,
        };
    }

    private ChatClients Models(ChatSettings chat) => new(ChatProviders.Registry(paths, environment), chat, time);

    private ChatRunOptions Options(ChatSettings chat, RecordingWriter? recording, IRunObserver observer) => new()
    {
        Budget = chat.Budget,
        Cache = string.IsNullOrWhiteSpace(chat.Cache.Folder) ? null : new ResponseCache(paths.Resolve(chat.Cache.Folder)),
        Recording = recording,
        TraceContent = chat.Telemetry.Content,
        Preflight = chat.Preflight,
        Observer = observer,
        Time = time,
        Jitter = jitter ?? (static () => 0.5),
    };

    private static RecordingWriter? OpenRecording(RunPlan plan, ChatSettings chat) => plan.Record is not { } file ? null : new RecordingWriter(
        file,
        new RecordingHeader
        {
            Program = ProgramInfo.NameAndVersion,
            Command = string.Create(CultureInfo.InvariantCulture, $"record generate \"{plan.Prompt}\" --model {plan.Model} --seed {plan.Seed} --candidates {plan.Candidates} --steps {plan.Steps}"),
            Provider = plan.Provider,
            AgentProviders = plan.AgentProviders,
            Models = chat.Providers.Where(entry => entry.Value.Model is not null).ToDictionary(entry => entry.Key, entry => entry.Value.Model!),
        },
        plan.OverwriteRecord);

    /// <summary>The settings with the hashes of the files that were read.</summary>
    private RunSettings WithHashes(RunSettings settings) => settings with
    {
        Lora = [.. settings.Lora.Select(lora => lora with { Sha256 = FileHash.Sha256(paths.Resolve(lora.Path)) })],
        Embeddings = [.. settings.Embeddings.Select(embedding => embedding with { Sha256 = FileHash.Sha256(paths.Resolve(embedding.Path)) })],
    };

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
