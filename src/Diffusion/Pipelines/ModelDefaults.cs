using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// What a model asks for where the user says nothing: the optional <c>record.json</c> in its folder. Null: the method's own default.
/// </summary>
public sealed record ModelDefaults
{
    /// <summary>Classifier-free guidance scale.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Strength of ReCorD's correction.</summary>
    public double? CorrectionStrength { get; init; }

    /// <summary>Reads the file, or gives no defaults where there is none.</summary>
    /// <param name="folder">The model's folder; null for a model that has none.</param>
    /// <exception cref="ModelFolderException">The file is malformed.</exception>
    public static ModelDefaults Load(string? folder)
    {
        string path = Path.Combine(folder ?? "", "record.json");
        if (folder is null || !File.Exists(path))
        {
            return new ModelDefaults();
        }

        ModelConfig config = ModelConfig.Load(path);
        return new ModelDefaults { GuidanceScale = Positive(config, "guidance_scale"), CorrectionStrength = Positive(config, "correction_strength") };
    }

    private static double? Positive(ModelConfig config, string field)
        => !config.Has(field) ? null : config.Float(field) is > 0 and < 1e6f and var value ? Math.Round(value, 6) : throw config.Error(field, "expected a positive number.");
}
