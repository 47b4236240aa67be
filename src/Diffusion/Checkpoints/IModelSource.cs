using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>
/// A model as its files tell it: what its networks look like, where their weights are, and how prompts become tokens. Nothing is computed here, and
/// weights are read when they are asked for. Weights are named as in diffusers, whatever the files call them.
/// </summary>
public interface IModelSource : IDisposable
{
    /// <summary>The model's folder or file.</summary>
    string Path { get; }

    /// <summary>Name for people and records: that of the folder or file.</summary>
    string Name { get; }

    /// <summary>Folder with what else belongs to the model (<c>record.json</c>, <c>pose/</c>); null where there is none.</summary>
    string? Folder { get; }

    UNetConfig UNet { get; }

    AutoencoderConfig Autoencoder { get; }

    /// <summary>The text encoders in the order in which their states are joined: one, or two in SDXL.</summary>
    IReadOnlyList<TextEncoderSource> TextEncoders { get; }

    SchedulerConfig Scheduler { get; }

    /// <summary>Whether an absent prompt is zeros rather than the encoding of an empty text (<c>force_zeros_for_empty_prompt</c> of SDXL).</summary>
    bool ForceZerosForEmptyPrompt { get; }

    IWeightSource UNetWeights { get; }

    IWeightSource AutoencoderWeights { get; }

    /// <summary>SHA-256 of the UNet's weights as they are stored, in lower-case hexadecimal: which model a picture was made with. Reads them all.</summary>
    string ComputeSha256();
}
