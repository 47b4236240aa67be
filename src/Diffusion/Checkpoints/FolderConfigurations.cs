using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>What the configurations of a folder in diffusers layout say. They are small, and tell whether the model is one of ours before any weight is there.</summary>
/// <param name="UNet">From <c>unet/config.json</c>.</param>
/// <param name="Autoencoder">From <c>vae/config.json</c>.</param>
/// <param name="TextEncoders">From <c>text_encoder/config.json</c>; in SDXL, <c>text_encoder_2/config.json</c> as well.</param>
/// <param name="Scheduler">From <c>scheduler/scheduler_config.json</c>, as it is taken for latents.</param>
/// <param name="ForceZerosForEmptyPrompt">From <c>model_index.json</c>.</param>
internal sealed record FolderConfigurations(
    UNetConfig UNet, AutoencoderConfig Autoencoder, IReadOnlyList<ClipTextConfig> TextEncoders, SchedulerConfig Scheduler, bool ForceZerosForEmptyPrompt)
{
    /// <exception cref="ModelFolderException">A file is missing or malformed, or the model is of another kind.</exception>
    /// <exception cref="SchedulerConfigException">The scheduler's settings are.</exception>
    public static FolderConfigurations Load(ModelFiles files)
    {
        string Config(params ReadOnlySpan<string> names) => files.Get(ModelFiles.MaximumConfiguration, names);
        ModelIndex index = ModelIndex.Load(Config("model_index.json"));
        UNetConfig unet = UNetConfig.Load(Config("unet", "config.json"));
        AutoencoderConfig autoencoder = AutoencoderConfig.Load(Config("vae", "config.json"));
        ModelChecks.RequireOurTask(files.Root, unet, autoencoder);
        ClipTextConfig text = ClipTextConfig.Load(Config("text_encoder", "config.json"));
        IReadOnlyList<ClipTextConfig> texts = unet.HasTextTimeConditioning ? [text, ClipTextConfig.Load(Config("text_encoder_2", "config.json"))] : [text];
        return new FolderConfigurations(
            unet,
            autoencoder,
            texts,
            SchedulerConfig.Load(Config("scheduler", "scheduler_config.json")).ForLatents(unet.HasTextTimeConditioning),
            index.ForceZerosForEmptyPrompt);
    }
}
