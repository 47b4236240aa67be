using ReCorD.Compute;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Whether the components of a model belong together.</summary>
internal static class ModelChecks
{
    private const string SameModel = "Both folders must come from the same model.";

    /// <exception cref="ModelFolderException">Two components do not fit (the message has both numbers), or files hold other weights than their networks.</exception>
    public static void RequireFit(IModelSource model)
    {
        RequireMatchingSizes(model);
        RequireWeights(model);
    }

    /// <summary>Holds each component's files to what its network reads: names and shapes, from headers alone.</summary>
    private static void RequireWeights(IModelSource model)
    {
        Require(model.UNetWeights, () => ExpectedWeights.Of(model.UNet), _ => false);
        Require(model.AutoencoderWeights, () => ExpectedWeights.Of(model.Autoencoder), _ => false);
        for (int i = 0; i < model.TextEncoders.Count; i++)
        {
            TextEncoderSource encoder = model.TextEncoders[i];
            bool isPooled = model.UNet.HasTextTimeConditioning && i == model.TextEncoders.Count - 1;
            Require(encoder.Weights, () => ExpectedWeights.Of(encoder.Config, isPooled), name => name == ClipTextModel.ProjectionName);
        }
    }

    private static void Require(IWeightSource weights, Func<IReadOnlyDictionary<string, TensorShape>> expected, Predicate<string> harmless)
    {
        if (weights is IStoredWeights files)
        {
            WeightCheck.Require(files.Stored, expected(), (weights as SafetensorsWeightSource)?.Path ?? files.Files[0], harmless);
        }
    }

    private static void RequireMatchingSizes(IModelSource model)
    {
        int hidden = model.TextEncoders.Sum(encoder => encoder.Config.HiddenSize);
        string unet = Path.Combine(model.Path, "unet", "config.json");
        if (model.UNet.CrossAttentionDim != hidden)
        {
            string encoders = model.TextEncoders.Count == 1 ? "the text encoder gives" : "the text encoders together give";
            throw new ModelFolderException(unet, "cross_attention_dim", $"{model.UNet.CrossAttentionDim}, but {encoders} {hidden}. {SameModel}");
        }

        if (model.UNet.HasTextTimeConditioning && model.TextEncoders[^1].Config.ProjectionDim is var projected && projected != model.UNet.PooledTextDim)
        {
            throw new ModelFolderException(
                unet, "projection_class_embeddings_input_dim",
                $"{model.UNet.ProjectionInputDim} leaves {model.UNet.PooledTextDim} for the pooled text, but the second text encoder gives {projected}. {SameModel}");
        }

        foreach (TextEncoderSource encoder in model.TextEncoders)
        {
            RequireLength(model, encoder);
        }

        if (model.UNet.InChannels != model.Autoencoder.LatentChannels)
        {
            string what = model.UNet.InChannels switch
            {
                9 => "9, as inpainting models have, which are not supported",
                8 => "8, as models for editing by instruction have, which are not supported",
                int channels => $"{channels}",
            };
            throw new ModelFolderException(unet, "in_channels", $"{what}, but the autoencoder's latents have {model.Autoencoder.LatentChannels} channels. {SameModel}");
        }

        if (model.UNet.OutChannels != model.UNet.InChannels)
        {
            throw new ModelFolderException(unet, "out_channels", $"{model.UNet.OutChannels}, but the network reads {model.UNet.InChannels} channels; its prediction must have as many.");
        }
    }

    private static void RequireLength(IModelSource model, TextEncoderSource encoder)
    {
        int first = model.TextEncoders[0].Tokenizer.MaxLength;
        string settings = Path.Combine(model.Path, encoder.Component.Replace("text_encoder", "tokenizer", StringComparison.Ordinal), "tokenizer_config.json");
        if (encoder.Tokenizer.MaxLength > encoder.Config.MaxPositionEmbeddings)
        {
            string found = File.Exists(settings) ? "" : " (CLIP's own, as the file is missing)";
            throw new ModelFolderException(
                settings, "model_max_length", $"{encoder.Tokenizer.MaxLength}{found}, but the text encoder reads {encoder.Config.MaxPositionEmbeddings} tokens. {SameModel}");
        }

        if (encoder.Tokenizer.MaxLength != first)
        {
            throw new ModelFolderException(settings, "model_max_length", $"{encoder.Tokenizer.MaxLength}, but the first tokenizer gives {first} tokens. {SameModel}");
        }
    }
}
