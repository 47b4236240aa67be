using ReCorD.Diffusion.Checkpoints.HuggingFace;
using ReCorD.Diffusion.Checkpoints.Inspection;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>A model folder in diffusers layout. Nothing outside the folder is read (see <see cref="ModelFiles"/>).</summary>
internal sealed class DiffusersFolder : IModelSource
{
    private readonly ModelFiles files;
    private readonly List<SafetensorsWeightSource> opened = [];

    private DiffusersFolder(string path)
    {
        Path = path;
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Name = HuggingFaceId.OfSnapshot(full) ?? System.IO.Path.GetFileName(full);
        files = new ModelFiles(path);
        try
        {
            FolderConfigurations configurations = FolderConfigurations.Load(files);
            ForceZerosForEmptyPrompt = configurations.ForceZerosForEmptyPrompt;
            UNet = configurations.UNet;
            Autoencoder = configurations.Autoencoder;
            Scheduler = configurations.Scheduler;
            TextEncoders = [.. configurations.TextEncoders.Select((config, index) => TextEncoder(index == 0 ? "" : $"_{index + 1}", config))];
            UNetWeights = Weights("unet", WeightNaming.UNet);
            AutoencoderWeights = Weights("vae", WeightNaming.Autoencoder);
            files.RequireAdditionsInside();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>That of the folder; in Hugging Face's cache, where folders are named by commits, that of the repository.</summary>
    public string Name { get; }

    string IModelSource.Folder => Path;

    public UNetConfig UNet { get; }

    public AutoencoderConfig Autoencoder { get; }

    public IReadOnlyList<TextEncoderSource> TextEncoders { get; }

    public SchedulerConfig Scheduler { get; }

    public bool ForceZerosForEmptyPrompt { get; }

    public SafetensorsWeightSource UNetWeights { get; }

    IWeightSource IModelSource.UNetWeights => UNetWeights;

    public IWeightSource AutoencoderWeights { get; }

    /// <exception cref="ModelFolderException">Something is missing or malformed.</exception>
    public static IModelSource Open(string path) => new DiffusersFolder(path);

    public string ComputeSha256() => ComponentSummary.HashOf(UNetWeights.Files);

    public void Dispose()
    {
        foreach (SafetensorsWeightSource weights in opened)
        {
            weights.Dispose();
        }
    }

    private TextEncoderSource TextEncoder(string suffix, ClipTextConfig config)
        => new($"text_encoder{suffix}", config, ClipTokenizer.Load(files.Tokenizer($"tokenizer{suffix}")), Weights($"text_encoder{suffix}", WeightNaming.TextEncoder));

    private SafetensorsWeightSource Weights(string component, WeightNaming naming)
    {
        SafetensorsWeightSource weights = SafetensorsWeightSource.Open(files, component, naming);
        opened.Add(weights);
        return weights;
    }
}
