using System.Text.Json;
using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Lora;

/// <summary>
/// By what the product of a module's factors is scaled: alpha over the rank. Alpha is a tensor beside the factors (kohya), or stands in the header (PEFT, as
/// diffusers saves it); where neither says anything the scale is 1.
/// </summary>
internal sealed class LoraScales
{
    private const string MetadataKey = "lora_adapter_metadata";

    private readonly SafetensorsFile file;
    private readonly Dictionary<string, JsonElement> settings = [];

    /// <exception cref="ModelFolderException">The header's settings are no JSON object.</exception>
    public LoraScales(SafetensorsFile file)
    {
        this.file = file;
        if (!file.Metadata.TryGetValue(MetadataKey, out string? json))
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                settings[property.Name] = property.Value.Clone();
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ModelFolderException(file.Path, MetadataKey, $"this entry of the header is no JSON object ({error.Message}).", error);
        }
    }

    /// <param name="module">The module's name in the file.</param>
    /// <param name="alphaKey">Its alpha, where it has one.</param>
    /// <param name="rank">Rank of its factors.</param>
    public double Of(string module, string? alphaKey, long rank)
    {
        if (alphaKey is not null)
        {
            using Tensor alpha = file.ReadFloat32(alphaKey);
            float value = alpha.Shape.ElementCount == 1 ? alpha.AsSpan<float>()[0] : throw new ModelFolderException(file.Path, alphaKey, $"expected one number, found shape {alpha.Shape}.");

            // Zero means "not set", as in kohya's scripts.
            return !float.IsFinite(value) ? throw new ModelFolderException(file.Path, alphaKey, $"expected a finite number, found {value}.") : value == 0 ? 1 : value / (double)rank;
        }

        string component = module.Split('.')[0], inner = module[Math.Min(module.Length, component.Length + 1)..];
        if (Number($"{component}.lora_alpha") is not { } common)
        {
            return 1;
        }

        double wanted = Pattern(component, inner) ?? common;
        return wanted / (IsTrue($"{component}.use_rslora") ? Math.Sqrt(rank) : rank);
    }

    /// <summary>A module's own alpha: the entry whose name is the module's, or its last parts.</summary>
    private double? Pattern(string component, string module)
    {
        if (!settings.TryGetValue($"{component}.alpha_pattern", out JsonElement patterns) || patterns.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty pattern in patterns.EnumerateObject())
        {
            if (module == pattern.Name || module.EndsWith($".{pattern.Name}", StringComparison.Ordinal))
            {
                return pattern.Value.ValueKind == JsonValueKind.Number ? pattern.Value.GetDouble() : null;
            }
        }

        return null;
    }

    private double? Number(string name) => settings.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private bool IsTrue(string name) => settings.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
