using ReCorD.Compute;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Whether the components of a model belong together.</summary>
internal static class ModelChecks
{
    /// <summary>SDXL's refiner has five embeddings of 256 beside a pooled text of 1280, the base model six.</summary>
    private const int RefinerConditioning = 2560;

    private const string SameModel = "Both folders must come from the same model.";

    /// <exception cref="ModelFolderException">Two components do not fit (the message has both numbers), or files hold other weights than their networks.</exception>
    public static void RequireFit(IModelSource model)
    {
        RequireMatchingSizes(model.Path, model.UNet, model.Autoencoder, [.. model.TextEncoders.Select(encoder => encoder.Config)]);
        foreach (TextEncoderSource encoder in model.TextEncoders)
        {
            RequireTokenizer(model, encoder);
        }

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

    /// <summary>Holds the configurations of components to each other.</summary>
    /// <exception cref="ModelFolderException">Two do not fit; the message has both numbers.</exception>
    public static void RequireMatchingSizes(string path, UNetConfig unet, AutoencoderConfig autoencoder, IReadOnlyList<ClipTextConfig> texts)
    {
        int hidden = texts.Sum(text => text.HiddenSize);
        string file = Path.Combine(path, "unet", "config.json");
        if (unet.CrossAttentionDim != hidden)
        {
            string encoders = texts.Count == 1 ? "the text encoder gives" : "the text encoders together give";
            throw new ModelFolderException(file, "cross_attention_dim", $"{unet.CrossAttentionDim}, but {encoders} {hidden}. {SameModel}");
        }

        if (unet.HasTextTimeConditioning && texts[^1].ProjectionDim is var projected && projected != unet.PooledTextDim)
        {
            throw new ModelFolderException(
                file, "projection_class_embeddings_input_dim",
                $"{unet.ProjectionInputDim} leaves {unet.PooledTextDim} for the pooled text, but the second text encoder gives {projected}. {SameModel}");
        }

        RequireOurTask(path, unet, autoencoder);
        if (unet.OutChannels != unet.InChannels)
        {
            throw new ModelFolderException(file, "out_channels", $"{unet.OutChannels}, but the network reads {unet.InChannels} channels; its prediction must have as many.");
        }
    }

    /// <summary>Models for other tasks than pictures from text are told by what their UNets read.</summary>
    /// <exception cref="ModelFolderException">It is one of them, or the UNet reads other latents than the autoencoder's.</exception>
    public static void RequireOurTask(string path, UNetConfig unet, AutoencoderConfig autoencoder)
    {
        string file = Path.Combine(path, "unet", "config.json");
        if (unet.HasTextTimeConditioning && unet.ProjectionInputDim == RefinerConditioning)
        {
            throw new ModelFolderException(file, "projection_class_embeddings_input_dim", $"{RefinerConditioning}: this is SDXL's refiner, which only works on pictures of the base model and is not supported. Use the base model.");
        }

        if (unet.InChannels != autoencoder.LatentChannels)
        {
            string what = UNetTask.Of(unet.InChannels) ?? $"{unet.InChannels}";
            throw new ModelFolderException(file, "in_channels", $"{what}, but the autoencoder's latents have {autoencoder.LatentChannels} channels. {SameModel}");
        }
    }

    private static void RequireTokenizer(IModelSource model, TextEncoderSource encoder)
    {
        int first = model.TextEncoders[0].Tokenizer.MaxLength;
        string folder = Path.Combine(model.Folder ?? model.Path, encoder.Component.Replace("text_encoder", "tokenizer", StringComparison.Ordinal)), settings = Path.Combine(folder, "tokenizer_config.json");
        if (encoder.Tokenizer.GreatestId >= encoder.Config.VocabSize)
        {
            throw new ModelFolderException(
                folder, null, $"its files have the token id {encoder.Tokenizer.GreatestId}, but the text encoder has {encoder.Config.VocabSize} tokens (`vocab_size`), from 0 on. {SameModel}");
        }

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
