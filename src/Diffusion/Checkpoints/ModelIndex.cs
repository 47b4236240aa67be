using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>What <c>model_index.json</c> says: which pipeline the folder is for, and the classes of its components.</summary>
internal sealed record ModelIndex
{
    /// <summary>The pipeline's class in diffusers; empty where the file does not say.</summary>
    public string Pipeline { get; private init; } = "";

    /// <summary>Class by component; components that the pipeline goes without are left out.</summary>
    public IReadOnlyDictionary<string, string> Components { get; private init; } = new Dictionary<string, string>();

    public bool ForceZerosForEmptyPrompt { get; private init; }

    /// <exception cref="ModelFolderException">The file is missing or malformed, or names a pipeline of another kind.</exception>
    public static ModelIndex Load(string path)
    {
        ModelConfig config = ModelConfig.Load(path);
        string pipeline = config.Text("_class_name", "");
        ModelIndex index = new()
        {
            Pipeline = pipeline,
            Components = config.TextPairs().ToDictionary(pair => pair.Field, pair => pair.Second),
            ForceZerosForEmptyPrompt = config.Boolean("force_zeros_for_empty_prompt", false),
        };
        if (index.Components.ContainsKey("transformer") && !index.Components.ContainsKey("unet"))
        {
            throw config.Error("transformer", $"'{pipeline}' predicts with a transformer; only models with a UNet are supported: Stable Diffusion 1.x, 2.x and XL.");
        }

        return config.Boolean("requires_aesthetics_score", false)
            ? throw config.Error("requires_aesthetics_score", "this is SDXL's refiner, which only works on pictures of the base model and is not supported. Use the base model.")
            : index;
    }
}
