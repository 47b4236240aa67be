using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Prompting;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Engines;
using ReCorD.Plugins.Guards;

namespace ReCorD.Cli.Generate;

/// <summary>One run, complete but for what only the loaded model knows: its own guidance scale and correction strength.</summary>
internal sealed record RunPlan
{
    /// <summary>Kind and name of the provider that answers from a recording.</summary>
    private const string RecordedProvider = "recorded";

    public required string Prompt { get; init; }

    public required string Method { get; init; }

    public required string Profile { get; init; }

    /// <summary>The model as given; for a run a path is a full one (<see cref="RunPlanner.WithFullPaths"/>), and so are those below.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of the pose network. Null: the model's own, else <see cref="FallbackPose"/>.</summary>
    public string? Pose { get; init; }

    /// <summary>Folder of the pose network for a model that brings none; null: such a model does without.</summary>
    public string? FallbackPose { get; init; }

    /// <summary>Folder that tells of a checkpoint in one file what the file does not; null: none.</summary>
    public string? ModelConfig { get; init; }

    /// <summary>LoRA files to merge, in their order.</summary>
    public IReadOnlyList<LoraChoice> Lora { get; init; } = [];

    /// <summary>Textual inversions.</summary>
    public IReadOnlyList<EmbeddingChoice> Embeddings { get; init; } = [];

    public required long Seed { get; init; }

    public required int Candidates { get; init; }

    public required int Steps { get; init; }

    /// <summary>Null: all candidates are finished.</summary>
    public int? PreviewStep { get; init; }

    /// <summary>Long steps from there to about each candidate's end; of no account where all are finished.</summary>
    public int RoughSteps { get; init; }

    /// <summary>Word or diffusers class. Null: the profile's, else the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>1: every step computes the whole network.</summary>
    public int CacheInterval { get; init; } = 1;

    /// <summary>Null: the model's own, else 7.5.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Null: the model's own, else the profile's.</summary>
    public double? CorrectionStrength { get; init; }

    public required string NegativePrompt { get; init; }

    public required string Provider { get; init; }

    /// <summary>Agents that talk to another provider, in the order of a run.</summary>
    public ValueList<AgentProviderRecord> AgentProviders { get; init; } = [];

    public required string Orchestration { get; init; }

    /// <summary>What a planner may use, where one drives the run.</summary>
    public RunLimits Limits { get; init; } = new();

    /// <summary><c>auto</c>, <c>always</c> or <c>never</c>.</summary>
    public string PromptAgent { get; init; } = "auto";

    /// <summary>Which of several interactions is corrected, counted from 1.</summary>
    public int Interaction { get; init; } = 1;

    /// <summary>Most rounds; a critic is asked where there may be more than one.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>What the prompt agent made of the same text in the run that is repeated; null where it is to be read anew.</summary>
    public RecordedReading? Reading { get; init; }

    /// <summary>The user's own target box; the layout agent is then not asked.</summary>
    public Box? Box { get; init; }

    /// <summary>Where and how the networks run.</summary>
    public required DeviceSettings Device { get; init; }

    /// <summary>File that keeps what the agents hear, as a full path; null: none.</summary>
    public string? Record { get; init; }

    /// <summary>Whether an existing <see cref="Record"/> is written over.</summary>
    public bool OverwriteRecord { get; init; }

    /// <summary>Recording that answers in the place of every chat model, as a full path; null: the models are asked. <see cref="Provider"/> is then that of the recorded run.</summary>
    public string? Replay { get; init; }

    /// <summary>Decisions of the run that is repeated; null where agents decide.</summary>
    public ReplayDecisions? Decisions { get; init; }

    /// <summary>The chat settings of the configuration with the plan's choice of providers.</summary>
    public ChatSettings ToChat(ChatSettings configured) => Replay is { } file
        ? configured with { Provider = RecordedProvider, Agents = [], Providers = new() { [RecordedProvider] = new() { Kind = RecordedProvider, File = file } } }
        : configured with { Provider = Provider, Agents = AgentProviders.ToDictionary(own => own.Agent, string? (own) => own.Provider) };

    /// <summary>What the agents' questions rest on, for the head of a recording.</summary>
    public RecordedRun ToRecordedRun() => new(Prompt, Model, Seed, Candidates, Steps);

    /// <summary>The rough steps as records have them: null where there are none.</summary>
    public int? RecordedRoughSteps => PreviewStep is null || RoughSteps == 0 ? null : RoughSteps;

    /// <summary>The settings for the record, with what the model brought.</summary>
    /// <param name="defaults">Used where the user chose nothing.</param>
    /// <param name="device">Device and precision that were taken.</param>
    /// <param name="pose">Folder of the pose network taken, as given; null: the model's own, or none.</param>
    public RunSettings ToSettings(EngineDefaults defaults, DeviceSetup device, string? pose) => new()
    {
        Method = Method,
        Profile = Profile,
        Model = Model,
        Pose = pose,
        ModelConfig = ModelConfig,
        Lora = [.. Lora.Select(lora => new LoraRecord(lora.Path, lora.Weight))],
        Embeddings = [.. Embeddings.Select(embedding => new EmbeddingRecord(embedding.Path, embedding.Token))],
        Seed = Seed,
        Candidates = Candidates,
        Steps = Steps,
        PreviewStep = PreviewStep,
        RoughSteps = RecordedRoughSteps,
        CacheInterval = CacheInterval,
        Scheduler = defaults.Scheduler,
        GuidanceScale = GuidanceScale ?? defaults.GuidanceScale,
        CorrectionStrength = CorrectionStrength ?? defaults.CorrectionStrength,
        NegativePrompt = NegativePrompt,
        Provider = Provider,
        AgentProviders = AgentProviders,
        Orchestration = Orchestration,
        PromptAgent = PromptAgent,
        Interaction = Interaction,
        Rounds = Rounds,
        Box = Box,
        Device = device.Device,
        Precision = device.PrecisionName,
        VaeTiling = Device.VaeTiling,
    };
}
