using System.Globalization;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Prompting;
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
/// <param name="chats">Sets the chat models up.</param>
/// <param name="time">Measures.</param>
internal sealed class RecordRunner(EngineHost engines, AppPaths paths, ChatRuns chats, TimeProvider time) : IRunner, ISceneOpener
{
    public async Task<RunOutcome> RunAsync(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken)
    {
        // What can be wrong with the request comes to light before the slow part: prompt, provider, profile, model folder.
        InteractionPromptParser.Parse(plan.Prompt);
        RecordProfile profile = RecordProfiles.Get(plan.Profile);
        engines.Check(plan, settings);
        ChatSettings configured = plan.ToChat(settings.Chat);
        using ChatClients models = chats.Clients(configured);
        bool mayAsk = plan.Method != InteractionPipeline.PlainMethod && plan.Decisions is null;
        using RecordingWriter? recording = mayAsk ? OpenRecording(plan, configured) : null;
        RunClients chat = models.ForRun(chats.Options(configured, observer, recording));
        PromptReading reading = await ReadAsync(plan, chat, observer, cancellationToken).ConfigureAwait(false);
        if (mayAsk && !InteractionPipeline.IsPlain(reading.Prompt, plan.Method))
        {
            await chat.EnsureReadyAsync(InteractionPipeline.AgentsOf(plan.Orchestration, plan.Box is not null, plan.Rounds), cancellationToken).ConfigureAwait(false);
        }

        long start = time.GetTimestamp();
        LoadedEngine loaded = engines.Get(plan, settings, observer, cancellationToken);
        RunRequest request = Request(plan, reading, profile, loaded);
        TimeSpan loading = time.GetElapsedTime(start);
        RunOutcome WithTimes(RunOutcome outcome) => outcome with { Record = WithLoading(outcome.Record, loading) };
        try
        {
            RunOutcome outcome = await loaded.Engine.RunAsync(request, chat, new PromptLibrary(paths.PromptsFolder), observer, time, cancellationToken).ConfigureAwait(false);
            Complete(recording, observer);
            return WithTimes(outcome);
        }
        catch (RunStoppedException stopped) when (stopped.Outcome is { } kept)
        {
            throw new RunStoppedException(WithTimes(kept), stopped.CancellationToken);
        }
    }

    public void Check(RunPlan plan, RecordSettings settings)
    {
        engines.Check(plan, settings);
        using ChatClients models = chats.Clients(plan.ToChat(settings.Chat));
        foreach (string agent in InteractionPipeline.AgentsOf(plan.Orchestration, plan.Box is not null, plan.Rounds))
        {
            models.For(agent);
        }
    }

    public (SceneSession Session, RunRequest Request) OpenScene(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken)
    {
        PromptReading reading = new() { Prompt = InteractionPromptParser.Parse(plan.Prompt) };
        RecordProfile profile = RecordProfiles.Get(plan.Profile);
        LoadedEngine loaded = engines.Get(plan, settings, observer, cancellationToken);
        RunRequest request = Request(plan, reading, profile, loaded);
        return (loaded.Engine.OpenScene(request, observer, time), request);
    }

    /// <summary>Plain pictures take the text as it is, and so do repeats of runs whose text no agent had read.</summary>
    private Task<PromptReading> ReadAsync(RunPlan plan, RunClients chat, IRunObserver observer, CancellationToken cancellationToken)
    {
        bool asItIs = plan.Method == InteractionPipeline.PlainMethod || (plan.Decisions is not null && plan.Reading is null);
        PromptAgentMode mode = asItIs ? PromptAgentMode.Never : Enum.Parse<PromptAgentMode>(plan.PromptAgent, ignoreCase: true);
        PromptReader reader = new(new AgentConversation(chat, new PromptLibrary(paths.PromptsFolder), new TranscriptRecorder(observer)), observer, time);
        return reader.ReadAsync(plan.Prompt, mode, plan.Interaction, plan.Reading, cancellationToken);
    }

    private RunRequest Request(RunPlan plan, PromptReading reading, RecordProfile profile, LoadedEngine loaded)
    {
        EngineDefaults defaults = loaded.Engine.Defaults(reading.Prompt, plan.Method, plan.Profile, plan.Scheduler);
        return new RunRequest
        {
            Prompt = reading.Prompt,
            Reading = reading,
            Settings = WithHashes(plan.ToSettings(defaults, loaded.Device, loaded.Pose?.Given)),
            Model = loaded.Engine.Model,
            Program = ProgramInfo.NameAndVersion,
            ChangeThreshold = profile.ChangeThreshold,
            Limits = plan.Limits,
            ProfileStrength = profile.CorrectionStrength,
            Decisions = plan.Decisions,
        };
    }

    private static RecordingWriter? OpenRecording(RunPlan plan, ChatSettings chat) => plan.Record is not { } file ? null : new RecordingWriter(
        file,
        new RecordingHeader
        {
            Program = ProgramInfo.NameAndVersion,
            Command = RunCommandText.Of(plan),
            Run = plan.ToRecordedRun(),
            Provider = plan.Provider,
            AgentProviders = plan.AgentProviders,
            Models = chat.Providers.Where(entry => entry.Value.Model is not null).ToDictionary(entry => entry.Key, entry => entry.Value.Model!),
        },
        plan.OverwriteRecord ? EarlierRecording.Replace : EarlierRecording.Refuse);

    /// <summary>The run is done, and perhaps paid for: a file that is in the way of its recording must not lose it.</summary>
    private static void Complete(RecordingWriter? recording, IRunObserver observer)
    {
        try
        {
            recording?.Complete();
        }
        catch (RecordingException error)
        {
            observer.Observe(new RunWarned(error.Message));
        }
    }

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
