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
            ForceZerosForEmptyPrompt = ModelIndex.Load(Config("model_index.json")).ForceZerosForEmptyPrompt;
            UNet = UNetConfig.Load(Config("unet", "config.json"));
            ClipTextConfig text = ClipTextConfig.Load(Config("text_encoder", "config.json"));
            ClipTextConfig? second = UNet.HasTextTimeConditioning ? ClipTextConfig.Load(Config("text_encoder_2", "config.json")) : null;
            Autoencoder = AutoencoderConfig.Load(Config("vae", "config.json"));
            Scheduler = SchedulerConfig.Load(Config("scheduler", "scheduler_config.json")).ForLatents(UNet.HasTextTimeConditioning);
            TextEncoders = second is null
                ? [TextEncoder("text_encoder", "tokenizer", text)]
                : [TextEncoder("text_encoder", "tokenizer", text), TextEncoder("text_encoder_2", "tokenizer_2", second)];
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

    private TextEncoderSource TextEncoder(string component, string tokenizer, ClipTextConfig config)
        => new(component, config, ClipTokenizer.Load(files.Tokenizer(tokenizer)), Weights(component, WeightNaming.TextEncoder));

    private SafetensorsWeightSource Weights(string component, WeightNaming naming)
    {
        SafetensorsWeightSource weights = SafetensorsWeightSource.Open(files, component, naming);
        opened.Add(weights);
        return weights;
    }

    private string Config(params ReadOnlySpan<string> names) => files.Get(ModelFiles.MaximumConfiguration, names);
}
