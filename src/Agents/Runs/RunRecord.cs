using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Runs;

/// <summary>
/// Everything needed to understand, repeat or branch a run. Saved as run.json, inside the picture and in the report. All boxes
/// have edges in [0, 1]; all times are seconds.
/// </summary>
public sealed record RunRecord
{
    /// <summary>Version of this form; raised when a reader of the old one would misread the new one.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Program and version, as <c>ReCorD 0.1.0</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Start of the run, UTC. Null in the copy that a picture carries: equal runs then give equal bytes.</summary>
    public DateTimeOffset? Started { get; init; }

    public required RunSettings Settings { get; init; }

    public required PromptRecord Prompt { get; init; }

    /// <summary>What the prompt agent made of the text that was typed; null where the parser read it alone.</summary>
    public PromptReadingRecord? PromptReading { get; init; }

    public required ModelRecord Model { get; init; }

    public IReadOnlyList<CandidateRecord> Candidates { get; init; } = [];

    public PoseChoiceRecord? PoseChoice { get; init; }

    public LayoutRecord? Layout { get; init; }

    public ChangeCheckRecord? ChangeCheck { get; init; }

    public CorrectionRecord? Correction { get; init; }

    /// <summary>How a planner drove the run; null where none did.</summary>
    public PlanningRecord? Planning { get; init; }

    /// <summary>The rounds of a run with a critic, of which the one that was kept is told above; null for a run without.</summary>
    public RoundsRecord? Rounds { get; init; }

    /// <summary>What was said between the program and the chat model, in order.</summary>
    public IReadOnlyList<TranscriptEntry> Transcript { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What each agent asked and paid. Null in older records, where no agent was asked, and in the copy that a picture carries: answers of the cache cost less.</summary>
    public IReadOnlyList<AgentUsage>? Usage { get; init; }

    /// <summary>Seconds each stage took: load, prompt, planner, candidates, pose-selection, layout, correction, critique and the other <see cref="Plugins.Scenes.SceneStages"/>.</summary>
    public IReadOnlyDictionary<string, double> Timings { get; init; } = new Dictionary<string, double>();

    /// <summary>Rows that went forward through the UNet in the whole run; the gradient steps of the correction come on top. Null in the copy that a picture carries: a repeat tries no layouts.</summary>
    public int? UNetRows { get; init; }

    /// <summary>SHA-256 of the final picture's RGB bytes, to check that a repeat is identical.</summary>
    public required string ImageSha256 { get; init; }

    /// <summary>The prompt as the user typed it; <see cref="Prompt"/> holds the sentence that the diffusion model was asked for.</summary>
    public string TypedText() => PromptReading?.Text ?? Prompt.Text;
}

/// <summary>What the user asked for, complete with defaults, so that a repeat needs nothing else.</summary>
public sealed record RunSettings
{
    public required string Method { get; init; }

    public required string Profile { get; init; }

    /// <summary>Folder or name of the model, as given.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of the pose network, as given. Null: the model's own, or none where it brings none.</summary>
    public string? Pose { get; init; }

    /// <summary>Folder whose configurations were used for a checkpoint in one file, as given; null where there was none.</summary>
    public string? ModelConfig { get; init; }

    /// <summary>LoRA files in the order in which they were merged into the model.</summary>
    public ValueList<LoraRecord> Lora { get; init; } = [];

    /// <summary>Textual inversions.</summary>
    public ValueList<EmbeddingRecord> Embeddings { get; init; } = [];

    /// <summary>Seed of the first candidate; candidate i uses seed + i.</summary>
    public required long Seed { get; init; }

    public int Candidates { get; init; } = 5;

    public int Steps { get; init; } = 50;

    /// <summary>Steps that nothing edits were computed whole every so many steps; 1: all.</summary>
    public int CacheInterval { get; init; } = 1;

    /// <summary>The step at which candidates are paused, shown and chosen from; only the chosen one is finished. Null: all were finished.</summary>
    public int? PreviewStep { get; init; }

    /// <summary>Long steps that led from <see cref="PreviewStep"/> to about each candidate's end. Null: none, the picture predicted at that step was shown; so in all older records.</summary>
    public int? RoughSteps { get; init; }

    /// <summary>Scheduler by its word. Records of versions that did not note it were all made with the default, DDIM.</summary>
    public string Scheduler { get; init; } = "ddim";

    public double GuidanceScale { get; init; } = 7.5;

    public double? CorrectionStrength { get; init; }

    public string NegativePrompt { get; init; } = "";

    public string Provider { get; init; } = "builtin";

    /// <summary>Agents that talk to another provider, in the order of a run.</summary>
    public ValueList<AgentProviderRecord> AgentProviders { get; init; } = [];

    /// <summary><c>pipeline</c> or <c>planner</c>.</summary>
    public string Orchestration { get; init; } = "pipeline";

    /// <summary>When the prompt agent reads the text: <c>auto</c>, <c>always</c> or <c>never</c>. Records of versions that had none read as <c>auto</c>.</summary>
    public string PromptAgent { get; init; } = "auto";

    /// <summary>Which of several interactions is corrected, counted from 1.</summary>
    public int Interaction { get; init; } = 1;

    /// <summary>Most rounds that a critic may ask for; 1: no critic was asked.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>A box given by the user instead of the layout agent.</summary>
    public Box? Box { get; init; }

    /// <summary>Where the networks ran, as <c>cpu</c>. A repeat runs where its user says. Null in older records.</summary>
    public string? Device { get; init; }

    /// <summary><c>single</c> or <c>half</c>. Null in older records: single.</summary>
    public string? Precision { get; init; }

    /// <summary>Side in pixels of the tiles in which larger pictures were decoded; 0 for the size that the autoencoder was trained on. Null: pictures were decoded whole.</summary>
    public int? VaeTiling { get; init; }

    /// <summary>The settings without the hashes of files, which were found and not asked for.</summary>
    public RunSettings WithoutHashes() => this with
    {
        Lora = [.. Lora.Select(file => file with { Sha256 = null })], Embeddings = [.. Embeddings.Select(file => file with { Sha256 = null })],
    };
}

public sealed record PromptRecord(string Text, string? Subject, string? Verb, string? Object, string? Intransitive);

/// <summary>The model by its folder's name and the SHA-256 of its UNet's weights.</summary>
public sealed record ModelRecord(string Name, string Sha256, int Width, int Height);

/// <summary>A candidate and what was found in it. The pose comes without <see cref="PoseEstimate.PersonMask"/>, which would outweigh all the rest.</summary>
public sealed record CandidateRecord(int Index, long Seed, PoseEstimate? Pose, Box? ObjectBox, ScalarMap? ObjectAttention);

/// <summary>The pose agent's answer. <see cref="Fallback"/> says why the first candidate was kept where the agent gave no valid answer.</summary>
public sealed record PoseChoiceRecord(int Index, string Reasoning, int Attempts, string? Fallback);

/// <summary>The layout agent's answer. <see cref="Box"/> is null where it gave none and the object's present place is not known: <see cref="Fallback"/> then says so. Attributes: pose_type, body_orientation, facial_direction, object_relationship, object_size.</summary>
public sealed record LayoutRecord(Box? Box, IReadOnlyDictionary<string, string> Attributes, string Reasoning, int Attempts, string? Fallback)
{
    /// <summary>A box that the user gave instead of the agent.</summary>
    public static LayoutRecord FromUser(Box box) => new(box, new Dictionary<string, string>(), "Given by the user.", 0, null);
}

public sealed record ChangeCheckRecord(double IntersectionOverUnion, double Threshold, bool Corrected, string Reason);

public sealed record CorrectionRecord(
    Box Target, IReadOnlyList<GuidanceStep> Steps, ScalarMap AttentionBefore, ScalarMap AttentionAfter,
    double ShareBefore, double ShareAfter, Box? ObjectBoxBefore, Box? ObjectBoxAfter, double IouBefore, double IouAfter)
{
    /// <summary>Whether both measures fell: the object is further from its box than before.</summary>
    public bool HasMadeWorse() => ShareAfter < ShareBefore && IouAfter < IouBefore;
}

/// <summary>One message: who (prompt, planner, pose-selection, layout, critic), role (system, user, assistant, tool), text, and the tool called or answering.</summary>
public sealed record TranscriptEntry(string Agent, string Role, string Text, string? Tool = null, string? Arguments = null, int Images = 0);
