using System.Globalization;
using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Lora;

/// <summary>A LoRA file (kohya's or PEFT's names), held to a model: every key must change something there, or the file is refused.</summary>
internal sealed class LoraFile : IDisposable
{
    private readonly SafetensorsFile file;
    private readonly LoraScales scales;

    private LoraFile(SafetensorsFile file)
    {
        this.file = file;
        scales = new LoraScales(file);
    }

    /// <exception cref="ModelFolderException">A pickle, or not there.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public static LoraFile Open(string path) => new(WeightFile.Open(path, "LoRA"));

    /// <summary>The changes of a model's weights.</summary>
    /// <param name="targets">The model's modules.</param>
    /// <param name="weight">The user's factor.</param>
    /// <exception cref="ModelFolderException">The file holds another method, a key that changes nothing, or a change of another shape.</exception>
    public IReadOnlyList<(LoraTarget Target, LoraChange Change)> ChangesOf(LoraTargets targets, double weight)
    {
        Dictionary<string, Factors> modules = Collect();
        RequireKnown(modules, targets);
        Dictionary<LoraTarget, string> taken = [];
        List<(LoraTarget Target, LoraChange Change)> changes = [];
        foreach ((string module, Factors factors) in modules)
        {
            LoraTarget target = targets.Find(module)!;
            if (!taken.TryAdd(target, module))
            {
                throw Refuse(module, $"changes {target.Weight}, as `{taken[target]}` does. A module may stand in a file once; save the LoRA again with one kind of names.");
            }

            changes.Add((target, Change(module, factors, target, weight)));
        }

        return changes;
    }

    public void Dispose() => file.Dispose();

    /// <summary>The tensors of each module, by its name in the file.</summary>
    private Dictionary<string, Factors> Collect()
    {
        Dictionary<string, Factors> modules = new(StringComparer.Ordinal);
        foreach (string key in file.Names)
        {
            if (LoraKey.OtherMethod(key) is { } method)
            {
                throw Refuse(key, $"belongs to {method}, which is not supported; without it the rest of the file would be wrong. Only plain LoRA and LoCon files are merged.");
            }

            if (LoraKey.Parse(key) is not { } parsed)
            {
                throw Refuse(key, "is no part of a LoRA: expected keys that end in lora_down.weight, lora_up.weight, alpha, lora_A.weight, lora_B.weight or the like.");
            }

            if (!modules.TryGetValue(parsed.Module, out Factors? factors))
            {
                modules.Add(parsed.Module, factors = []);
            }

            if (!factors.TryAdd(parsed.Factor, key))
            {
                throw Refuse(key, $"is there twice, also as `{factors[parsed.Factor]}`.");
            }
        }

        return modules.Count > 0 ? modules : throw Refuse(null, "holds no tensors.");
    }

    private void RequireKnown(Dictionary<string, Factors> modules, LoraTargets targets)
    {
        string[] unknown = [.. modules.Keys.Where(module => targets.Find(module) is null)];
        if (unknown.Length > 0)
        {
            string all = string.Create(CultureInfo.InvariantCulture, $"{unknown.Length} of its {modules.Count} modules are not in this model, this one for instance.");
            throw Refuse(modules[unknown[0]].Values.First(), $"{all}{Origin()} Take a LoRA that was made for this kind of model.");
        }
    }

    /// <summary>What the file says it was made for.</summary>
    private string Origin()
    {
        string? kind = file.Metadata.GetValueOrDefault("modelspec.architecture") ?? file.Metadata.GetValueOrDefault("ss_base_model_version");
        return kind is null ? "" : $" The file says that it was made for {(kind.Length <= 60 ? kind : kind[..60])}.";
    }

    private LoraChange Change(string module, Factors factors, LoraTarget target, double weight)
    {
        if (!factors.TryGetValue(LoraFactor.Down, out string? down) || !factors.TryGetValue(LoraFactor.Up, out string? up))
        {
            throw Refuse(factors.Values.First(), "is only a part of a change: there must be two factors, down (or lora_A) and up (or lora_B).");
        }

        string? middle = factors.GetValueOrDefault(LoraFactor.Middle);
        RequireFit(target, up, down, middle);
        long rank = file.Describe(down).Shape[0];
        double scale = scales.Of(module, factors.GetValueOrDefault(LoraFactor.Alpha), rank);
        return new LoraChange(file, up, down, middle, (float)(weight * scale));
    }

    /// <summary>The product of the factors must have as many rows and columns as the weight taken as a matrix.</summary>
    private void RequireFit(LoraTarget target, string up, string down, string? middle)
    {
        TensorShape outer = file.Describe(up).Shape, inner = file.Describe(down).Shape;
        if (outer.Rank < 2 || inner.Rank < 2 || inner[0] == 0)
        {
            throw Refuse(down, $"and the other factor have the shapes {inner} and {outer}; expected [rank, in, …] and [out, rank, …].");
        }

        long rank = inner[0], rows = target.Shape[0], columns = target.Shape.ElementCount / rows;
        long product = inner.ElementCount / rank;
        if (middle is not null)
        {
            TensorShape between = file.Describe(middle).Shape;
            bool isConvolution = between.Rank == 4 && between[0] == rank && between[1] == rank && target.Shape.Rank == 4 && product == target.Shape[1];
            product = isConvolution ? product * between[2] * between[3] : 0;
        }

        if (outer[0] != rows || outer.ElementCount != rows * rank || product != columns)
        {
            string factors = middle is null ? $"{outer} and {inner}" : $"{outer}, {file.Describe(middle).Shape} and {inner}";
            throw Refuse(down, $"does not fit {target.Weight} of shape {target.Shape}: the factors are {factors}.{Origin()} Take a LoRA that was made for this kind of model.");
        }
    }

    private ModelFolderException Refuse(string? key, string problem) => new(file.Path, key, problem);

    private sealed class Factors : Dictionary<LoraFactor, string>;
}
