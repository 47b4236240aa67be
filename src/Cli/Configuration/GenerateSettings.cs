namespace ReCorD.Cli.Configuration;

/// <summary>Defaults of <c>record generate</c>; each has an option of the same meaning.</summary>
internal sealed class GenerateSettings
{
    /// <summary><c>record</c> or <c>stable-diffusion</c>.</summary>
    public string Method { get; set; } = "record";

    /// <summary>Path or name of the model, or its id at Hugging Face.</summary>
    public string Model { get; set; } = "models/mini-hoi";

    /// <summary>Folder with a pose network. Null: the model's own, else that of <see cref="PoseSettings.Folder"/>, else none.</summary>
    public string? Pose { get; set; }

    /// <summary>For a checkpoint in one file: the model folder that tells what the file does not. Null: none.</summary>
    public string? ModelConfig { get; set; }

    /// <summary>LoRA files, each as <c>FILE</c> or <c>FILE:WEIGHT</c>.</summary>
    public IList<string> Lora { get; } = [];

    /// <summary>Textual inversions, each as <c>FILE</c> or <c>FILE:TOKEN</c>.</summary>
    public IList<string> Embeddings { get; } = [];

    /// <summary><c>default</c> or <c>paper</c>.</summary>
    public string Profile { get; set; } = "default";

    /// <summary>Seed of the first candidate, 0 or greater. Null: a random one, shown and recorded.</summary>
    public long? Seed { get; set; }

    /// <summary>Pictures the pose is chosen from, 1 to 64.</summary>
    public int Candidates { get; set; } = 5;

    /// <summary>Denoising steps, 1 to 1000.</summary>
    public int Steps { get; set; } = 50;

    /// <summary>Step at which candidates are paused, shown and chosen from, 1 to the number of steps; only the chosen one is finished. Null: all are.</summary>
    public int? PreviewStep { get; set; }

    /// <summary>Long steps that lead from there to about each candidate's end, 0 to 1000. 0: the picture predicted at that step is shown.</summary>
    public int RoughSteps { get; set; } = 10;

    /// <summary>Sampler by its word or diffusers class. Null: the profile's, else the model's own.</summary>
    public string? Scheduler { get; set; }

    /// <summary>The whole network is computed at every n-th step that nothing edits, 1 to 10. 1: at all.</summary>
    public int CacheInterval { get; set; } = 1;

    /// <summary>Classifier-free guidance, 1 to 100. Null: the model's own, else 7.5.</summary>
    public double? GuidanceScale { get; set; }

    /// <summary>Strength of the correction's gradient steps, 0 to 1000. Null: the model's own, else the profile's.</summary>
    public double? CorrectionStrength { get; set; }

    /// <summary>What the picture should not show.</summary>
    public string NegativePrompt { get; set; } = "";

    /// <summary><c>pipeline</c> or <c>planner</c>.</summary>
    public string Orchestration { get; set; } = "pipeline";

    /// <summary>When the prompt agent reads the text: <c>auto</c>, <c>always</c> or <c>never</c>.</summary>
    public string PromptAgent { get; set; } = "auto";

    /// <summary>Most rounds that a critic may ask for, 1 to 16. 1: no critic is asked.</summary>
    public int Rounds { get; set; } = 1;

    /// <summary>Which of several interactions is corrected, counted from 1.</summary>
    public int Interaction { get; set; } = 1;

    /// <summary>Folder under which each run makes its own, relative to where the user stands.</summary>
    public string OutputRoot { get; set; } = "outputs";
}
