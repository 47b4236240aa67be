using System.CommandLine;
using System.Globalization;
using ReCorD.Agents.Prompting;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Plugins.Tools;

namespace ReCorD.Cli.Generate;

/// <summary>
/// Puts a plan together from the options and the configuration, of which the settings of a repeated run are a part. Where a
/// repeated run is changed in something that its decisions rest on (prompt, seed, model with its LoRA files and embeddings, pose
/// network, method, candidates, rounds, provider, orchestration), agents decide anew; other changes branch from the decisions as they were.
/// </summary>
internal sealed class RunPlanner(GenerateOptions options, ISeedSource seeds, ModelLocator models)
{
    /// <param name="parse">The command line.</param>
    /// <param name="settings">The configuration, with the settings of the repeated run.</param>
    /// <param name="repeated">The run that is repeated, if one is.</param>
    /// <param name="prompt">The prompt, where it does not come from the command line.</param>
    /// <exception cref="UsageException">No prompt, or a setting of the configuration out of its range.</exception>
    public RunPlan Plan(ParseResult parse, RecordSettings settings, RunRecord? repeated, string? prompt = null)
    {
        RunPlan plan = WithFullPaths(PlanAsGiven(parse, settings, repeated, prompt));
        return plan with { Decisions = Decisions(plan, repeated, parse.GetValue(options.Box)), Reading = Reading(plan, repeated) };
    }

    /// <summary>The plan as a record is to hold it: files and folders by their full paths, so that it can be repeated from another folder.</summary>
    public RunPlan WithFullPaths(RunPlan plan) => plan with
    {
        Model = models.NameForRecord(plan.Model),
        Pose = Recorded(plan.Pose),
        ModelConfig = Recorded(plan.ModelConfig),
        Lora = Recorded(plan.Lora),
        Embeddings = Recorded(plan.Embeddings),
    };

    /// <summary>The plan with models, files and folders as the user wrote them: the same on every machine. Nothing of a repeated run is decided yet.</summary>
    /// <inheritdoc cref="Plan"/>
    public RunPlan PlanAsGiven(ParseResult parse, RecordSettings settings, RunRecord? repeated, string? prompt = null)
    {
        GenerateSettings defaults = settings.Generate;
        ChatSettings chat = ProviderOption.Apply(parse.GetValue(options.Provider) ?? [], settings.Chat);
        RunPlan plan = new()
        {
            Prompt = Prompt(prompt ?? parse.GetValue(options.Prompt) ?? repeated?.TypedText()),
            Method = parse.GetValue(options.Method) ?? defaults.Method,
            Profile = parse.GetValue(options.Profile) ?? defaults.Profile,
            Model = parse.GetValue(options.Model) ?? defaults.Model,
            Pose = Asked(parse.GetValue(options.Pose)) ?? Folder(defaults.Pose),
            FallbackPose = Folder(settings.Pose.Folder),
            ModelConfig = parse.GetValue(options.ModelConfig) ?? defaults.ModelConfig,
            Lora = [.. Given(parse, options.Lora) ?? repeated?.Settings.Lora.Select(Choice) ?? ModelFileOption.ReadLoras(defaults.Lora)],
            Embeddings = [.. Given(parse, options.Embedding) ?? repeated?.Settings.Embeddings.Select(Choice) ?? ModelFileOption.ReadEmbeddings(defaults.Embeddings)],
            Seed = parse.GetValue(options.Seed) ?? defaults.Seed ?? seeds.Next(),
            Candidates = parse.GetValue(options.Candidates) ?? defaults.Candidates,
            Steps = parse.GetValue(options.Steps) ?? defaults.Steps,
            CacheInterval = parse.GetValue(options.CacheInterval) ?? defaults.CacheInterval,
            PreviewStep = parse.GetValue(options.PreviewStep) ?? defaults.PreviewStep,
            RoughSteps = parse.GetValue(options.RoughSteps) ?? defaults.RoughSteps,
            Scheduler = parse.GetValue(options.Scheduler) ?? defaults.Scheduler,
            GuidanceScale = parse.GetValue(options.GuidanceScale) ?? defaults.GuidanceScale,
            CorrectionStrength = parse.GetValue(options.CorrectionStrength) ?? defaults.CorrectionStrength,
            NegativePrompt = parse.GetValue(options.NegativePrompt) ?? defaults.NegativePrompt,
            Provider = chat.Provider,
            AgentProviders = [.. chat.OwnProviders().Select(own => new AgentProviderRecord(own.Agent, own.Provider))],
            Orchestration = parse.GetValue(options.Orchestration) ?? defaults.Orchestration,
            Limits = settings.Planner.ToLimits(),
            PromptAgent = parse.GetValue(options.PromptAgent) ?? defaults.PromptAgent,
            Rounds = parse.GetValue(options.Rounds) ?? defaults.Rounds,
            Interaction = parse.GetValue(options.Interaction) ?? defaults.Interaction,
            Box = parse.GetValue(options.Box) ?? repeated?.Settings.Box,
            Device = options.Device.Read(parse, settings.Device) with
            {
                VaeTiling = parse.GetValue(options.VaeTiling) ?? settings.Device.VaeTiling,
                AttentionSlicing = parse.GetValue(options.AttentionSlicing) ?? settings.Device.AttentionSlicing,
            },
        };
        Validate(plan);
        if (plan.PreviewStep is null && parse.GetValue(options.RoughSteps) is not null)
        {
            throw new UsageException("--rough-steps lead from --preview-step to about the end of each candidate: give both, or neither to finish all candidates.");
        }

        return plan;
    }

    /// <summary>The values of a repeatable option; null where it was not given.</summary>
    private static T[]? Given<T>(ParseResult parse, Option<T[]> option) => parse.GetResult(option) is { Implicit: false } ? parse.GetValue(option) : null;

    private ReplayDecisions? Decisions(RunPlan plan, RunRecord? repeated, Box? newBox)
    {
        if (repeated is null || !RestsOnSameGround(plan, repeated) || ReplayDecisions.From(repeated) is not { } decisions)
        {
            return null;
        }

        return newBox is { } box ? decisions.WithUserBox(box) : decisions;
    }

    /// <summary>A text that was read once is not read again, unless another agent is to read it.</summary>
    private static RecordedReading? Reading(RunPlan plan, RunRecord? repeated) => repeated is not null && plan.Prompt == repeated.TypedText() && SameReader(plan, repeated.Settings)
        ? RecordedReading.From(repeated)
        : null;

    private static bool SameReader(RunPlan plan, RunSettings old) => plan.Provider == old.Provider && plan.AgentProviders.Equals(old.AgentProviders) && plan.PromptAgent == old.PromptAgent;

    private bool RestsOnSameGround(RunPlan plan, RunRecord repeated)
    {
        RunSettings old = repeated.Settings;
        return plan.Prompt == repeated.TypedText() && SameReader(plan, old) && plan.Interaction == old.Interaction && plan.Rounds == old.Rounds && plan.Seed == old.Seed && plan.Model == old.Model && plan.ModelConfig == Recorded(old.ModelConfig)
            && plan.Lora.SequenceEqual(Recorded(old.Lora.Select(Choice)))
            && plan.Embeddings.SequenceEqual(Recorded(old.Embeddings.Select(Choice))) && plan.Method == old.Method
            && Recorded(plan.Pose ?? plan.FallbackPose) == Recorded(old.Pose)
            && plan.Candidates == old.Candidates && plan.PreviewStep == old.PreviewStep && plan.RecordedRoughSteps == old.RoughSteps && plan.Provider == old.Provider && plan.AgentProviders.Equals(old.AgentProviders) && plan.Orchestration == old.Orchestration;
    }

    private string? Recorded(string? path) => path is null ? null : models.FileForRecord(path);

    private LoraChoice[] Recorded(IEnumerable<LoraChoice> files) => [.. files.Select(file => file with { Path = models.FileForRecord(file.Path) })];

    private EmbeddingChoice[] Recorded(IEnumerable<EmbeddingChoice> files) => [.. files.Select(file => file with { Path = models.FileForRecord(file.Path) })];

    private static LoraChoice Choice(LoraRecord file) => new(file.Path, file.Weight);

    private static EmbeddingChoice Choice(EmbeddingRecord file) => new(file.Path, file.Token);

    private static string? Asked(string? pose) => pose is null || Folder(pose) is { } ? pose : throw new UsageException("--pose needs the name of a folder.");

    /// <summary>An empty text in the configuration is the way to take back a weaker layer's folder.</summary>
    private static string? Folder(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Prompt(string? text)
    {
        if (text is null)
        {
            throw new UsageException("A prompt is needed: record generate \"a boy is kicking a ball\" (or --from image.png to repeat a picture).");
        }

        int words = text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Length;
        return words switch
        {
            0 => throw new UsageException("The prompt is empty. Say who does what to what, as in \"a boy is kicking a ball\"."),
            > Limits.MaximumPromptWords => throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"The prompt has {words} words; at most {Limits.MaximumPromptWords} are taken, and text encoders read fewer still. Say it shorter, as in \"a boy is kicking a ball\".")),
            _ => text.Trim(),
        };
    }

    /// <summary>Options were checked when they were read; values of the configuration, of records and of clients are checked here.</summary>
    /// <exception cref="UsageException">A setting is out of its range.</exception>
    public static void Validate(RunPlan plan)
    {
        OneOf("Generate:Method", plan.Method, Choices.Methods);
        OneOf("Generate:Profile", plan.Profile, Choices.Profiles);
        OneOf("Generate:Scheduler", plan.Scheduler ?? Choices.Schedulers[0], [.. Choices.Schedulers, .. Choices.SchedulerClasses]);
        OneOf("Generate:Orchestration", plan.Orchestration, Choices.Orchestrations);
        OneOf("Generate:PromptAgent", plan.PromptAgent, Choices.PromptAgents);
        InRange("Generate:Rounds", plan.Rounds, 1, Limits.MaximumRounds);
        InRange("Generate:Interaction", plan.Interaction, 1, SubmitInteractionsTool.MaximumInteractions);
        SeedInRange(plan.Seed);
        InRange("Generate:Candidates", plan.Candidates, Limits.MinimumCandidates, Limits.MaximumCandidates);
        InRange("Generate:Steps", plan.Steps, Limits.MinimumSteps, Limits.MaximumSteps);
        InRange("Generate:PreviewStep", plan.PreviewStep, Limits.MinimumSteps, plan.Steps);
        InRange("Generate:RoughSteps", plan.RoughSteps, 0, Limits.MaximumSteps);
        InRange("Generate:CacheInterval", plan.CacheInterval, 1, Limits.LongestCacheInterval);
        InRange("Generate:GuidanceScale", plan.GuidanceScale, Limits.MinimumGuidance, Limits.MaximumGuidance);
        InRange("Generate:CorrectionStrength", plan.CorrectionStrength, 0, Limits.MaximumStrength);
        InRange("Planner:MaximumSteps", plan.Limits.MaximumSteps, 1, Limits.MostPlannerSteps);
        InRange("Planner:MaximumCalls", plan.Limits.MaximumCalls, 1, Limits.MostPlannerCalls);
        InRange("Planner:MaximumSeconds", plan.Limits.MaximumSeconds, 1, Limits.MostPlannerSeconds);
        InRange("Device:Threads", plan.Device.Threads, 0, Limits.MaximumThreads);
        InRange("Device:VaeTiling", plan.Device.VaeTiling, 0, Limits.MaximumTile);
        OneOf("Device:Precision", plan.Device.Precision, DeviceArguments.Precisions);
    }

    private static void OneOf(string name, string value, IReadOnlyList<string> words)
    {
        if (!words.Contains(value))
        {
            throw new UsageException($"{name} is '{value}' but must be {string.Join(" or ", words)}.");
        }
    }

    /// <summary>Compared as whole numbers: the nearest double to the largest seed lies above it.</summary>
    private static void SeedInRange(long seed)
    {
        if (seed is < 0 or > Limits.MaximumSeed)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"Generate:Seed is {seed} but must be from 0 to {Limits.MaximumSeed}."));
        }
    }

    private static void InRange(string name, double? value, double minimum, double maximum)
    {
        if (value is { } number && !(number >= minimum && number <= maximum))
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name} is {number} but must be from {minimum} to {maximum}."));
        }
    }
}
