using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>What <c>model_index.json</c> says: which pipeline the folder is for, and the classes of its components.</summary>
internal sealed record ModelIndex
{
    private const string ClassName = "_class_name";

    /// <summary>Pipelines of diffusers whose networks are ours; those that begin with a picture have the same.</summary>
    private static readonly string[] Supported = ["StableDiffusionPipeline", "StableDiffusionXLPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionXLImg2ImgPipeline"];

    /// <summary>Classes that the networks of such pipelines have.</summary>
    private static readonly (string Component, string[] Classes)[] Ours =
    [
        ("unet", ["UNet2DConditionModel"]), ("vae", ["AutoencoderKL"]), ("text_encoder", ["CLIPTextModel", "CLIPTextModelWithProjection"]),
    ];

    /// <summary>The pipeline's class in diffusers; empty where the file does not say.</summary>
    public string Pipeline { get; private init; } = "";

    /// <summary>Class by component; components that the pipeline goes without are left out.</summary>
    public IReadOnlyDictionary<string, string> Components { get; private init; } = new Dictionary<string, string>();

    public bool ForceZerosForEmptyPrompt { get; private init; }

    /// <exception cref="ModelFolderException">The file is missing or malformed, or names a pipeline of another kind.</exception>
    public static ModelIndex Load(string path)
    {
        ModelConfig config = ModelConfig.Load(path);
        Dictionary<string, string> pairs = config.TextPairs().ToDictionary(pair => pair.Field, pair => pair.Second);

        // Pipelines that are published with code of their own are named by a file and a class.
        string pipeline = pairs.Remove(ClassName, out string? custom) ? custom : config.Text(ClassName, "");
        ModelIndex index = new()
        {
            Pipeline = pipeline,
            Components = pairs,
            ForceZerosForEmptyPrompt = config.Boolean("force_zeros_for_empty_prompt", false),
        };
        if (index.Difference() is { } difference)
        {
            string what = pipeline.Length == 0 ? "the file names no pipeline, and its components are not those of one that is supported"
                : custom is null ? $"'{pipeline}' is not supported" : $"'{pipeline}', a pipeline with code of its own, is not supported";
            throw config.Error(ClassName, $"{what}: {difference}. Supported are {string.Join(", ", Supported)}: Stable Diffusion 1.x, 2.x and XL. Use a model of one of these.");
        }

        return config.Boolean("requires_aesthetics_score", false)
            ? throw config.Error("requires_aesthetics_score", "this is SDXL's refiner, which only works on pictures of the base model and is not supported. Use the base model.")
            : index;
    }

    /// <summary>
    /// What tells the pipeline from ours; null where nothing does. Pipelines of other names, which anybody may give, are known by their networks; where the name
    /// is ours or is not said, the networks' own configurations tell better.
    /// </summary>
    private string? Difference()
    {
        if (Components.ContainsKey("transformer") && !Components.ContainsKey("unet"))
        {
            return "it predicts with a transformer in place of a UNet";
        }

        if (Pipeline.Length == 0 || Supported.Contains(Pipeline))
        {
            return null;
        }

        foreach ((string component, string[] classes) in Ours)
        {
            if (!Components.TryGetValue(component, out string? found))
            {
                return $"it has no `{component}`";
            }

            if (!classes.Contains(found))
            {
                return $"its `{component}` is a {found}, not a {classes[0]}";
            }
        }

        return null;
    }
}
