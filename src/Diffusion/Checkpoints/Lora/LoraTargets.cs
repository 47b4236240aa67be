using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints.SingleFile;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Lora;

/// <summary>
/// The modules of a model under all names that LoRA files have for them. The names are made from the modules, never taken apart: with underscores for dots,
/// nobody can tell <c>to_out_0</c> from <c>to.out.0</c>.
/// </summary>
internal sealed class LoraTargets
{
    private const string Inner = "text_model.";

    private readonly Dictionary<string, LoraTarget> byName = new(StringComparer.Ordinal);

    public LoraTargets(UNetConfig unet, IReadOnlyList<ClipTextConfig> textEncoders)
    {
        ModuleNames originals = UNetNames.Create(unet);
        foreach ((string module, TensorShape shape) in Modules(ExpectedWeights.Of(unet)))
        {
            LoraTarget target = new(LoraTarget.UNet, $"{module}.weight", shape);
            Add(target, Kohya("lora_unet_", module), Kohya("lora_unet_", originals.ToOriginal(module)!), module, $"unet.{module}");
            Add(target, $"base_model.model.{module}", $"base_model.model.unet.{module}");
            if (OldProcessor(module) is { } processor)
            {
                Add(target, processor, $"unet.{processor}");
            }
        }

        for (int index = 0; index < textEncoders.Count; index++)
        {
            AddTextEncoder(textEncoders[index], index, textEncoders.Count, unet.HasTextTimeConditioning);
        }
    }

    public IReadOnlyCollection<string> Names => byName.Keys;

    public LoraTarget? Find(string name) => byName.GetValueOrDefault(name);

    private void AddTextEncoder(ClipTextConfig config, int index, int count, bool isPooled)
    {
        string kohya = count == 1 ? "lora_te_" : $"lora_te{index + 1}_", dotted = index == 0 ? "text_encoder." : $"text_encoder_{index + 1}.";
        foreach ((string module, TensorShape shape) in Modules(ExpectedWeights.Of(config, isPooled && index == count - 1)))
        {
            LoraTarget target = new(index, $"{module}.weight", shape);
            Add(target, Kohya(kohya, module), dotted + module, $"base_model.model.{dotted}{module}");
            if (module.StartsWith(Inner, StringComparison.Ordinal))
            {
                Add(target, dotted + module[Inner.Length..]);
            }

            if (OldTextAttention(module) is { } old)
            {
                Add(target, dotted + old);
            }
        }
    }

    private void Add(LoraTarget target, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!byName.TryAdd(name, target) && byName[name] != target)
            {
                throw new InvalidOperationException($"The name '{name}' would mean both {byName[name].Weight} and {target.Weight}.");
            }
        }
    }

    /// <summary>Linear layers and convolutions; normalisations have no low rank.</summary>
    private static IEnumerable<(string Module, TensorShape Shape)> Modules(IReadOnlyDictionary<string, TensorShape> weights)
        => weights.Where(weight => weight.Value.Rank >= 2 && weight.Key.EndsWith(".weight", StringComparison.Ordinal)).Select(weight => (weight.Key[..^".weight".Length], weight.Value));

    private static string Kohya(string prefix, string module) => prefix + module.Replace('.', '_');

    /// <summary>Early diffusers kept LoRA layers in attention processors: <c>attn1.processor.to_q_lora</c>; the ending <c>_lora</c> is the key's.</summary>
    private static string? OldProcessor(string module)
    {
        string[] parts = module.Split('.');
        int attention = Array.FindLastIndex(parts, part => part is "attn1" or "attn2");
        return attention < 0 ? null : $"{string.Join('.', parts[..(attention + 1)])}.processor.{parts[attention + 1]}";
    }

    /// <summary>They also called the text encoder's projections as the UNet's.</summary>
    private static string? OldTextAttention(string module)
    {
        foreach ((string name, string old) in new[] { ("q_proj", "to_q"), ("k_proj", "to_k"), ("v_proj", "to_v"), ("out_proj", "to_out") })
        {
            if (module.EndsWith($".self_attn.{name}", StringComparison.Ordinal))
            {
                return module[..^name.Length] + old;
            }
        }

        return null;
    }
}

/// <summary>A weight that a LoRA can change.</summary>
/// <param name="Component">Index of the text encoder, or <see cref="UNet"/>.</param>
/// <param name="Weight">Its name in diffusers.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record LoraTarget(int Component, string Weight, TensorShape Shape)
{
    public const int UNet = -1;
}
