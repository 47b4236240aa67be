using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

/// <summary>Turns a model folder into a checkpoint in one file with the original names, as published ones are laid out.</summary>
internal static class CheckpointWriter
{
    /// <summary>The tensors of a checkpoint by key.</summary>
    public static Dictionary<string, Tensor> Convert(string folder)
    {
        using IModelSource model = ModelSources.Open(folder);
        Dictionary<string, Tensor> tensors = [];
        foreach ((string name, TensorShape shape) in ExpectedWeights.Of(model.UNet))
        {
            tensors.Add(OriginalNames.UNet(name, model.UNet.LayersPerBlock[0], model.UNet.UpAttention), Copy(model.UNetWeights.Get(name, shape)));
        }

        foreach ((string name, TensorShape shape) in ExpectedWeights.Of(model.Autoencoder))
        {
            // Linear layers of the autoencoder's attention are convolutions there.
            Tensor weight = Copy(model.AutoencoderWeights.Get(name, shape));
            bool isConvolution = shape.Rank == 2 && name.Contains("attentions", StringComparison.Ordinal);
            tensors.Add(OriginalNames.Autoencoder(name, model.Autoencoder.BlockOutChannels.Count), isConvolution ? Reshape(weight, shape[0], shape[1], 1, 1) : weight);
        }

        AddTexts(model, tensors);
        return tensors;
    }

    public static void Write(string path, Dictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
        => SafetensorsWriter.Write(path, tensors.Select(tensor => (tensor.Key, tensor.Value)), metadata);

    private static void AddTexts(IModelSource model, Dictionary<string, Tensor> tensors)
    {
        bool isXL = model.TextEncoders.Count == 2;
        if (isXL || !model.UNet.UseLinearProjection)
        {
            string prefix = isXL ? "conditioner.embedders.0.transformer." : "cond_stage_model.transformer.";
            foreach ((string name, TensorShape shape) in ExpectedWeights.Of(model.TextEncoders[0].Config, false))
            {
                tensors.Add(prefix + name, Copy(model.TextEncoders[0].Weights.Get(name, shape)));
            }

            tensors.Add($"{prefix}text_model.embeddings.position_ids", Tensor.From([0L, 1, 2], 1, 3));
        }

        if (isXL || model.UNet.UseLinearProjection)
        {
            AddOpenClip(model.TextEncoders[^1], isXL ? "conditioner.embedders.1.model." : "cond_stage_model.model.", isXL, tensors);
        }
    }

    private static void AddOpenClip(TextEncoderSource encoder, string prefix, bool isPooled, Dictionary<string, Tensor> tensors)
    {
        IReadOnlyDictionary<string, TensorShape> shapes = ExpectedWeights.Of(encoder.Config, isPooled);
        foreach (IGrouping<string, string> names in shapes.Keys.GroupBy(name => OriginalNames.OpenClip(name)))
        {
            Tensor[] parts = [.. names.OrderBy(name => name.Contains("q_proj", StringComparison.Ordinal) ? 0 : name.Contains("k_proj", StringComparison.Ordinal) ? 1 : 2)
                .Select(name => encoder.Weights.Get(name, shapes[name]))];
            tensors.Add(prefix + names.Key, Stack(parts));
        }

        if (isPooled)
        {
            tensors.Remove($"{prefix}text_projection.weight", out Tensor? projection);
            tensors.Add($"{prefix}text_projection", Transpose(projection!));
        }

        // What OpenCLIP has besides: a layer behind the last that Stable Diffusion 2 reads, and the scale of its loss.
        tensors.Add($"{prefix}logit_scale", Tensor.From([4.6f]));
        if (!isPooled)
        {
            tensors.Add($"{prefix}transformer.resblocks.{encoder.Config.NumHiddenLayers}.ln_1.weight", Tensor.From([1f, 1f], 2));
            tensors.Add($"{prefix}text_projection", Tensor.From([1f, 0f, 0f, 1f], 2, 2));
        }
    }

    private static Tensor Copy(Tensor tensor) => Tensor.From<float>(tensor.AsSpan<float>(), tensor.Shape);

    private static Tensor Reshape(Tensor tensor, params long[] shape) => Tensor.From(tensor.ToArray<float>(), shape);

    private static Tensor Stack(Tensor[] parts)
        => Tensor.From<float>(parts.SelectMany(part => part.ToArray<float>()).ToArray(), parts[0].Shape.With(0, parts[0].Shape[0] * parts.Length));

    private static Tensor Transpose(Tensor matrix)
    {
        int rows = (int)matrix.Shape[0], columns = (int)matrix.Shape[1];
        float[] values = matrix.ToArray<float>();
        return Tensor.From(Enumerable.Range(0, values.Length).Select(i => values[(i % rows * columns) + (i / rows)]).ToArray(), columns, rows);
    }
}
