using System.Text.RegularExpressions;
using ReCorD.Compute;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>
/// Whether a checkpoint predicts noise or velocity, which its weights do not say. The most trustworthy sign decides: the .yaml file beside it, the header's
/// metadata, the marks of XL, and for the second generation a property of one layer's biases.
/// </summary>
internal static partial class PredictionSigns
{
    /// <summary>
    /// Standard deviation of one layer's biases above which a Stable Diffusion 2 is taken for a velocity model. Found by experience with published models, not
    /// derived; ComfyUI uses the same (<c>supported_models.SD20.model_type</c>).
    /// </summary>
    private const double VelocityDeviation = 0.09;

    private const string TellingBias = "output_blocks.11.1.transformer_blocks.0.norm1.bias";

    public static PredictionType Find(CheckpointHeader header, CheckpointFamily family)
        => FromYaml(header.File.Path) ?? FromMetadata(header.File.Metadata) ?? FromMarks(header) ?? FromBias(header, family) ?? PredictionType.Epsilon;

    /// <summary>Whether the noise schedule ends in noise alone, which velocity models of XL are marked with.</summary>
    public static bool HasZeroTerminalSnr(CheckpointHeader header) => header.Has("ztsnr");

    /// <summary>The original code's settings, as <c>model.yaml</c> beside <c>model.safetensors</c>.</summary>
    private static PredictionType? FromYaml(string path)
    {
        string yaml = Path.ChangeExtension(path, ".yaml");
        // Of the target's length: pipes and devices have 0, and what is longer than a configuration is none.
        Match match = new FileInfo(RealPath.Of(yaml)) is { Exists: true, Length: > 0 and <= ModelFiles.MaximumConfiguration }
            ? Parameterization().Match(File.ReadAllText(yaml))
            : Match.Empty;
        return !match.Success ? null : match.Groups["kind"].Value switch
        {
            "v" => PredictionType.Velocity,
            "eps" => PredictionType.Epsilon,
            "x0" => PredictionType.Sample,
            string other => throw new ModelFolderException(yaml, "parameterization", $"expected v, eps or x0, found '{other}'."),
        };
    }

    private static PredictionType? FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.TryGetValue("modelspec.prediction_type", out string? kind))
        {
            return kind is "v" or "v_prediction" ? PredictionType.Velocity : kind is "epsilon" ? PredictionType.Epsilon : null;
        }

        return metadata.TryGetValue("modelspec.architecture", out string? architecture) && architecture.StartsWith("stable-diffusion-v2-768-v", StringComparison.Ordinal)
            ? PredictionType.Velocity
            : null;
    }

    private static PredictionType? FromMarks(CheckpointHeader header) => header.Has("v_pred") ? PredictionType.Velocity : null;

    private static PredictionType? FromBias(CheckpointHeader header, CheckpointFamily family)
    {
        string key = header.UNet + TellingBias;
        if (family != CheckpointFamily.StableDiffusion2 || !header.Has(key))
        {
            return null;
        }

        using Tensor bias = header.File.ReadFloat32(key);
        float[] values = bias.ToArray<float>();
        double mean = values.Average(value => (double)value);
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return deviation > VelocityDeviation ? PredictionType.Velocity : PredictionType.Epsilon;
    }

    [GeneratedRegex("""^\s*parameterization:\s*["']?(?<kind>\w+)["']?\s*(#.*)?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Parameterization();
}
