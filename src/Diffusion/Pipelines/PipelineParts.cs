using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>The components of a model folder, checked against each other.</summary>
internal sealed record PipelineParts(
    UNetConfig UNet, AutoencoderConfig Autoencoder, ClipTokenizer Tokenizer, IScheduler Scheduler, SafetensorsWeightSource UNetWeights, TextEncoder TextEncoder, LatentCodec Codec)
{
    public static PipelineParts Load(ComputeRuntime runtime, string folder, SessionSettings settings)
    {
        ModelConfig.Load(Path.Combine(folder, "model_index.json"));
        UNetConfig unet = UNetConfig.Load(Path.Combine(folder, "unet", "config.json"));
        if (unet.HasTextTimeConditioning)
        {
            throw new ModelFolderException(folder, "addition_embed_type", "whole runs of SDXL models are not supported yet; single networks are (record model run).");
        }

        ClipTextConfig text = ClipTextConfig.Load(Path.Combine(folder, "text_encoder", "config.json"));
        AutoencoderConfig autoencoder = AutoencoderConfig.Load(Path.Combine(folder, "vae", "config.json"));
        ClipTokenizer tokenizer = ClipTokenizer.Load(Path.Combine(folder, "tokenizer"));
        Check(folder, unet, text, autoencoder, tokenizer);
        IScheduler scheduler = CreateScheduler(SchedulerConfig.Load(Path.Combine(folder, "scheduler", "scheduler_config.json")));
        SafetensorsWeightSource unetWeights = SafetensorsWeightSource.Open(Path.Combine(folder, "unet"), "diffusion_pytorch_model");
        return new PipelineParts(
            unet, autoencoder, tokenizer, scheduler, unetWeights,
            new TextEncoder(runtime, settings, text, SafetensorsWeightSource.Open(Path.Combine(folder, "text_encoder"), "model"), tokenizer.MaxLength),
            new LatentCodec(runtime, settings, autoencoder, SafetensorsWeightSource.Open(Path.Combine(folder, "vae"), "diffusion_pytorch_model"), unet.SampleSize));
    }

    /// <summary>The folder's own scheduler, or DDIM with its settings, which the papers use, where we do not have it (Stable Diffusion 1 names PNDM).</summary>
    private static IScheduler CreateScheduler(SchedulerConfig config)
        => SchedulerFactory.Create(SchedulerFactory.Names.Contains(config.ClassName) ? config.ClassName : DdimScheduler.DiffusersName, config);

    private static void Check(string folder, UNetConfig unet, ClipTextConfig text, AutoencoderConfig autoencoder, ClipTokenizer tokenizer)
    {
        if (unet.CrossAttentionDim != text.HiddenSize)
        {
            throw new ModelFolderException(
                Path.Combine(folder, "unet", "config.json"), "cross_attention_dim",
                $"{unet.CrossAttentionDim}, but the text encoder gives {text.HiddenSize}. Both folders must come from the same model.");
        }

        if (tokenizer.MaxLength > text.MaxPositionEmbeddings)
        {
            string settings = Path.Combine(folder, "tokenizer", "tokenizer_config.json");
            string found = File.Exists(settings) ? "" : " (CLIP's own, as the file is missing)";
            throw new ModelFolderException(
                settings, "model_max_length",
                $"{tokenizer.MaxLength}{found}, but the text encoder reads {text.MaxPositionEmbeddings} tokens. Both folders must come from the same model.");
        }

        if (unet.InChannels != autoencoder.LatentChannels)
        {
            throw new ModelFolderException(
                Path.Combine(folder, "unet", "config.json"), "in_channels",
                $"{unet.InChannels}, but the autoencoder's latents have {autoencoder.LatentChannels} channels. Both folders must come from the same model.");
        }
    }
}
