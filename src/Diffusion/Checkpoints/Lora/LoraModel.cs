using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Lora;

/// <summary>Merges LoRA files into a model.</summary>
internal static class LoraModel
{
    /// <summary>The model with the files merged into its UNet and text encoders; the model itself where there are none. The result owns the model.</summary>
    /// <exception cref="ModelFolderException">A file does not fit the model; the model is then still the caller's.</exception>
    public static IModelSource Apply(IModelSource model, IReadOnlyList<LoraChoice> choices)
    {
        if (choices.Count == 0)
        {
            return model;
        }

        LoraTargets targets = new(model.UNet, [.. model.TextEncoders.Select(encoder => encoder.Config)]);
        List<IDisposable> owned = [];
        try
        {
            List<(LoraTarget Target, LoraChange Change)> changes = [];
            foreach (LoraChoice choice in choices)
            {
                LoraFile file = LoraFile.Open(choice.Path);
                owned.Add(file);
                changes.AddRange(file.ChangesOf(targets, choice.Weight));
            }

            // What is scaled by nothing changes nothing, and need not be computed.
            changes.RemoveAll(change => change.Change.Scale == 0);
            return Merge(model, changes.ToLookup(change => change.Target.Component), owned);
        }
        catch
        {
            owned.ForEach(item => item.Dispose());
            throw;
        }
    }

    private static ChangedModel Merge(IModelSource model, ILookup<int, (LoraTarget Target, LoraChange Change)> changes, List<IDisposable> owned)
    {
        IWeightSource Changed(IWeightSource original, int component)
        {
            LoraWeights weights = new(original, changes[component]);
            owned.Insert(0, weights);
            return weights;
        }

        return new ChangedModel(model)
        {
            UNetWeights = Changed(model.UNetWeights, LoraTarget.UNet),
            TextEncoders = [.. model.TextEncoders.Select((encoder, index) => encoder with { Weights = Changed(encoder.Weights, index) })],
            Owned = owned,
        };
    }
}
