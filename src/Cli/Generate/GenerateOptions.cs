using System.CommandLine;
using ReCorD.Cli.CommandLine;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;

namespace ReCorD.Cli.Generate;

/// <summary>The arguments of <c>record generate</c>. Options have no defaults of their own: what is absent comes from the repeated picture or the configuration.</summary>
internal sealed class GenerateOptions
{
    public Argument<string?> Prompt { get; } = new("prompt")
    {
        Description = "Who does what to what, in quotes: \"a boy is kicking a ball\".",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> From { get; } = new("--from") { Description = "Repeat the run recorded in a picture (or run.json, or results folder). Other options change it.", HelpName = "image.png" };

    public Option<string?> Method { get; } = Choice("--method", "How to draw (default record).", Choices.Methods);

    public Option<string?> Profile { get; } = Choice("--profile", "Variant of ReCorD; default is the paper's intent, paper its letter, official-* the published Python code (default: default).", Choices.Profiles);

    public Option<string?> Model { get; } = new("--model") { Description = "Model folder in diffusers layout, or a checkpoint in one .safetensors file (default the embedded models/mini-hoi).", HelpName = "PATH" };

    public Option<string?> ModelConfig { get; } = new("--config") { Description = "For a checkpoint in one file: a model folder whose configurations and tokenizers count, and whose parts are taken where the file lacks them.", HelpName = "FOLDER" };

    public Option<LoraChoice[]> Lora { get; } = ModelFileOption.Lora("--lora", "LoRA to merge into the model, and how strongly (default 1); may be repeated.");

    public Option<EmbeddingChoice[]> Embedding { get; } = ModelFileOption.Embedding("--embedding", "Textual inversion, and what to write for it in prompts (default its own name); may be repeated.");

    public Option<string?> Pose { get; } = new("--pose") { Description = "Folder with a pose network, for the agents (default the model's own, else Pose:Folder of the configuration, else none).", HelpName = "FOLDER" };

    public Option<long?> Seed { get; } = NumberOption.Seed("--seed", "Seed of the first candidate (default random, shown and recorded).", Limits.MaximumSeed);

    public Option<int?> Candidates { get; } = NumberOption.Whole("--candidates", "Pictures to choose the pose from (default 5).", Limits.MinimumCandidates, Limits.MaximumCandidates);

    public Option<int?> Steps { get; } = NumberOption.Whole("--steps", "Denoising steps (default 50).", Limits.MinimumSteps, Limits.MaximumSteps);

    public Option<int?> PreviewStep { get; } = NumberOption.Whole("--preview-step", "Choose among candidates by what they show at this step and finish only the chosen one; less than a third of --steps halves the time (default: finish all).", Limits.MinimumSteps, Limits.MaximumSteps);

    public Option<string?> Scheduler { get; } = Choice("--scheduler", "Sampler, also by the name of its diffusers class (default the profile's, else the model's own).", Choices.Schedulers, Choices.SchedulerClasses);

    public Option<double?> GuidanceScale { get; } = NumberOption.Real("--guidance-scale", "Classifier-free guidance (default the model's own, else 7.5).", Limits.MinimumGuidance, Limits.MaximumGuidance);

    public Option<double?> CorrectionStrength { get; } = NumberOption.Real("--correction-strength", "Strength of the correction's gradient steps (default the model's own, else the profile's).", 0, Limits.MaximumStrength);

    public Option<Box?> Box { get; } = BoxOption.Create("--box", "Where the object must be, on a 512 x 512 canvas; skips the agents' layout.");

    public Option<string?> Provider { get; } = new("--provider") { Description = "Chat model of the agents (default builtin, which works offline).", HelpName = "NAME" };

    public Option<string?> Orchestration { get; } = Choice("--orchestration", "Fixed pipeline, or a planner agent that drives the run (default pipeline).", Choices.Orchestrations);

    public Option<string?> NegativePrompt { get; } = new("--negative-prompt") { Description = "What the picture should not show.", HelpName = "TEXT" };

    public Option<string?> Device { get; } = new("--device") { Description = "Where the networks run: cpu, cuda, dml, webgpu, coreml (default cpu).", HelpName = "NAME" };

    public Option<int?> Threads { get; } = NumberOption.Whole("--threads", "Threads of the networks (default one for each processor).", 1, Limits.MaximumThreads);

    public Option<string?> Out { get; } = new("--out") { Description = "Folder for the results (default outputs/<time>-<prompt>).", HelpName = "DIR" };

    public Option<bool> Force { get; } = new("--force") { Description = "Write over the results in an existing --out folder." };

    public Option<bool> Json { get; } = CommonOptions.Json("Print machine-readable events, one JSON object a line.");

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All =>
    [
        From, Method, Profile, Model, ModelConfig, Lora, Embedding, Pose, Seed, Candidates, Steps, PreviewStep, Scheduler, GuidanceScale, CorrectionStrength, Box, Provider, Orchestration,
        NegativePrompt, Device, Threads, Out, Force, Json,
    ];

    private static Option<string?> Choice(string name, string description, IReadOnlyCollection<string> words, IReadOnlyCollection<string>? otherNames = null)
        => ChoiceOption.Create(name, description, words, otherNames: otherNames);
}
