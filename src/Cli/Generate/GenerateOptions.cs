using System.CommandLine;
using System.Globalization;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Devices;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Plugins.Tools;

namespace ReCorD.Cli.Generate;

/// <summary>The arguments of <c>record generate</c>. Options have no defaults of their own: what is absent comes from the repeated picture or the configuration.</summary>
internal sealed class GenerateOptions
{
    public Argument<string?> Prompt { get; } = new("prompt")
    {
        Description = "Who does what to what, in quotes: \"a boy is kicking a ball\". Freer text is read by the prompt agent.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> From { get; } = new("--from") { Description = "Repeat the run recorded in a picture (or run.json, or results folder). Other options change it.", HelpName = "image.png" };

    public Option<string?> Method { get; } = ChoiceOption.Create("--method", "How to draw (default record). stable-diffusion makes one plain picture, and warns of options that it does not read.", Choices.Methods);

    public Option<string?> Profile { get; } = ChoiceOption.Create("--profile", "Variant of ReCorD; default is the paper's intent, paper its letter, official-* the published Python code (default: default).", Choices.Profiles);

    public Option<string?> Model { get; } = new("--model") { Description = "Model: a folder in diffusers layout, a checkpoint in one .safetensors file, org/name in Hugging Face's local cache, or a name of the configuration (default the embedded models/mini-hoi).", HelpName = "MODEL" };

    public Option<string?> ModelConfig { get; } = CommonOptions.ModelConfig();

    public Option<LoraChoice[]> Lora { get; } = ModelFileOption.Lora("--lora", "LoRA to merge into the model, and how strongly (default 1); may be repeated.");

    public Option<EmbeddingChoice[]> Embedding { get; } = ModelFileOption.Embedding("--embedding", "Textual inversion, and what to write for it in prompts (default its own name); may be repeated.");

    public Option<string?> Pose { get; } = new("--pose") { Description = "Folder with a pose network, for the agents (default the model's own, else Pose:Folder of the configuration, else none).", HelpName = "FOLDER" };

    public Option<long?> Seed { get; } = NumberOption.Seed("--seed", "Seed of the first candidate (default random, shown and recorded).", Limits.MaximumSeed);

    public Option<int?> Candidates { get; } = NumberOption.Whole("--candidates", "Pictures to choose the pose from (default 5).", Limits.MinimumCandidates, Limits.MaximumCandidates);

    public Option<int?> Steps { get; } = NumberOption.Whole("--steps", "Denoising steps (default 50).", Limits.MinimumSteps, Limits.MaximumSteps);

    public Option<int?> PreviewStep { get; } = NumberOption.Whole("--preview-step", "Pause candidates at this step, lead each to about its end by --rough-steps, choose among those and finish only the chosen one. 20 of 50 steps halves the work and seldom leads to another choice (default: finish all).", Limits.MinimumSteps, Limits.MaximumSteps);

    public Option<int?> RoughSteps { get; } = NumberOption.Whole("--rough-steps", "Long steps from --preview-step to about the end (default 10; 0: show what is predicted at that step).", 0, Limits.MaximumSteps);

    public Option<int?> CacheInterval { get; } = NumberOption.Whole("--cache-interval", "Compute the whole network only at every n-th step that nothing edits (DeepCache): faster, less faithful (default 1: at every step).", 1, Limits.LongestCacheInterval);

    public Option<string?> Scheduler { get; } = ChoiceOption.Create("--scheduler", "Sampler, also by the name of its diffusers class (default the profile's, else the model's own).", Choices.Schedulers, otherNames: Choices.SchedulerClasses);

    public Option<double?> GuidanceScale { get; } = NumberOption.Real("--guidance-scale", "Classifier-free guidance (default the model's own, else 7.5).", Limits.MinimumGuidance, Limits.MaximumGuidance);

    public Option<double?> CorrectionStrength { get; } = NumberOption.Real("--correction-strength", "Strength of the correction's gradient steps (default the model's own, else the profile's).", 0, Limits.MaximumStrength);

    public Option<Box?> Box { get; } = BoxOption.Create("--box", "Where the object must be, on a 512 x 512 canvas; skips the agents' layout.");

    public Option<ProviderChoice[]> Provider { get; } = ProviderOption.Create("--provider", "Chat model of all agents, or of one as layout=NAME; may be repeated (default builtin, which works offline).");

    public Option<string?> Orchestration { get; } = ChoiceOption.Create("--orchestration", "Fixed pipeline, or a planner agent that drives the run (default pipeline).", Choices.Orchestrations);

    public Option<string?> Record { get; } = new("--record") { Description = "Write what the agents ask and hear into a file, to replay the run from. With --from the agents are asked anew.", HelpName = "FILE" };

    public Option<string?> Replay { get; } = new("--replay") { Description = "Answer the agents from a recording instead of a chat model: the same run again, without a network.", HelpName = "FILE" };

    public Option<string?> PromptAgent { get; } = ChoiceOption.Create("--prompt-agent", "When a prompt agent reads the text, in any language and phrasing: auto where the form above is not found or where several people act (default auto).", Choices.PromptAgents);

    public Option<int?> Rounds { get; } = NumberOption.Whole("--rounds", "Let a critic judge the picture and ask for changes, at most until this round; the best round is kept, also when the run is stopped (default 1: no critic).", 1, Limits.MaximumRounds);

    public Option<int?> Interaction { get; } = NumberOption.Whole("--interaction", "Which of several interactions in the text is corrected (default 1).", 1, SubmitInteractionsTool.MaximumInteractions);

    public Option<string?> NegativePrompt { get; } = new("--negative-prompt") { Description = "What the picture should not show.", HelpName = "TEXT" };

    /// <summary><c>--device</c>, <c>--precision</c>, <c>--threads</c>.</summary>
    public DeviceArguments Device { get; } = new();

    public Option<int?> VaeTiling { get; } = CreateVaeTiling();

    public Option<bool?> AttentionSlicing { get; } = new("--attention-slicing") { Description = "Cut attention into smaller blocks than is fastest, to save memory." };

    public Option<string?> Out { get; } = new("--out") { Description = "Folder for the results (default outputs/<time>-<prompt>).", HelpName = "DIR" };

    public Option<bool> Force { get; } = new("--force") { Description = "Write over the results in an existing --out folder, and over an existing --record file, complete or left by a run that did not come to its end." };

    public Option<bool> Json { get; } = CommonOptions.Json("Print machine-readable events, one JSON object a line.");

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All =>
    [
        From, Method, Profile, Model, ModelConfig, Lora, Embedding, Pose, Seed, Candidates, Steps, PreviewStep, RoughSteps, CacheInterval, Scheduler, GuidanceScale, CorrectionStrength, Box,
        Provider, Record, Replay, Orchestration, Rounds, PromptAgent, Interaction, NegativePrompt, Device.Device, Device.Precision, Device.Threads, VaeTiling, AttentionSlicing, Out, Force, Json,
    ];

    /// <summary>Without a number: tiles of the size that the autoencoder was trained on.</summary>
    private static Option<int?> CreateVaeTiling()
    {
        Option<int?> option = new("--vae-tiling")
        {
            Description = "Decode pictures larger than this many pixels a side in tiles of that size, to save memory (without a number: the size that the autoencoder was trained on).",
            HelpName = "PIXELS",
            Arity = ArgumentArity.ZeroOrOne,
        };
        option.CustomParser = result =>
        {
            if (result.Tokens.Count == 0)
            {
                return ExecutionSettings.TrainedSize;
            }

            if (int.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int pixels) && pixels is > 0 and <= Limits.MaximumTile)
            {
                return pixels;
            }

            result.AddError($"--vae-tiling expects a whole number from 1 to {Limits.MaximumTile}, or none, but found '{result.Tokens[^1].Value}'.");
            return null;
        };
        return option;
    }
}
