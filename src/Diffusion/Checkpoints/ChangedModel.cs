using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>A model with other weights or text encoders in places. It owns the model that it changes, and what it brings.</summary>
internal sealed class ChangedModel(IModelSource original) : IModelSource
{
    public string Path => original.Path;

    public string Name => original.Name;

    public string? Folder => original.Folder;

    public UNetConfig UNet => original.UNet;

    public AutoencoderConfig Autoencoder => original.Autoencoder;

    public IReadOnlyList<TextEncoderSource> TextEncoders { get; init; } = original.TextEncoders;

    public SchedulerConfig Scheduler => original.Scheduler;

    public bool ForceZerosForEmptyPrompt => original.ForceZerosForEmptyPrompt;

    public IWeightSource UNetWeights { get; init; } = original.UNetWeights;

    public IWeightSource AutoencoderWeights => original.AutoencoderWeights;

    /// <summary>Disposed in this order, before the original.</summary>
    public IReadOnlyList<IDisposable> Owned { get; init; } = [];

    /// <summary>That of the original: what is merged into it has hashes of its own.</summary>
    public string ComputeSha256() => original.ComputeSha256();

    public void Dispose()
    {
        foreach (IDisposable item in Owned)
        {
            item.Dispose();
        }

        original.Dispose();
    }
}
