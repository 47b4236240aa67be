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

namespace ReCorD.Cli.Generate;

/// <summary>Puts engine, pictures and agents together for runs, one after another. The engine is kept for the next run that needs the same.</summary>
internal sealed class RecordRunner(EngineHost engines, AppPaths paths, EnvironmentVariables environment, TimeProvider time) : IRunner
{
    public async Task<RunOutcome> RunAsync(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken)
    {
        // What can be wrong with the request comes to light before the slow part: prompt, provider, profile, model folder.
        InteractionPrompt prompt = InteractionPromptParser.Parse(plan.Prompt);
        RecordProfile profile = RecordProfiles.Get(plan.Profile);
        engines.Check(plan, settings);
        using ChatClients chat = new(ChatClientRegistry.CreateDefault(paths.PromptsFolder, name => environment.Values.GetValueOrDefault(name)), plan.ToChat(settings.Chat));
        if (!InteractionPipeline.IsPlain(prompt, plan.Method) && plan.Decisions is null)
        {
            await chat.EnsureReachableAsync(InteractionPipeline.AgentsOf(plan.Orchestration, plan.Box is not null), cancellationToken).ConfigureAwait(false);
        }

        long start = time.GetTimestamp();
        LoadedEngine loaded = engines.Get(plan, settings, observer, cancellationToken);
        RunRequest request = Request(plan, prompt, profile, loaded);
        TimeSpan loading = time.GetElapsedTime(start);
        RunOutcome outcome = await loaded.Engine.RunAsync(request, chat, new PromptLibrary(paths.PromptsFolder), observer, time, cancellationToken).ConfigureAwait(false);
        return outcome with { Record = WithLoading(outcome.Record, loading) };
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
            Decisions = plan.Decisions,
        };
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
