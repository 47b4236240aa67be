using System.Security.Cryptography;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>A model folder in diffusers layout.</summary>
internal sealed class DiffusersFolder : IModelSource
{
    private readonly List<SafetensorsWeightSource> opened = [];

    private DiffusersFolder(string path)
    {
        Path = path;
        ModelConfig index = ModelConfig.Load(File("model_index.json"));
        ForceZerosForEmptyPrompt = index.Boolean("force_zeros_for_empty_prompt", false);
        UNet = UNetConfig.Load(File("unet", "config.json"));
        ClipTextConfig text = ClipTextConfig.Load(File("text_encoder", "config.json"));
        ClipTextConfig? second = UNet.HasTextTimeConditioning ? ClipTextConfig.Load(File("text_encoder_2", "config.json")) : null;
        Autoencoder = AutoencoderConfig.Load(File("vae", "config.json"));
        Scheduler = SchedulerConfig.Load(File("scheduler", "scheduler_config.json"));
        TextEncoders = second is null
            ? [TextEncoder("text_encoder", "tokenizer", text)]
            : [TextEncoder("text_encoder", "tokenizer", text), TextEncoder("text_encoder_2", "tokenizer_2", second)];
        UNetWeights = Weights("unet", "diffusion_pytorch_model");
        AutoencoderWeights = Weights("vae", "diffusion_pytorch_model");
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

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

    public string ComputeSha256()
    {
        using FileStream stream = System.IO.File.OpenRead(UNetWeights.Path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    public void Dispose()
    {
        foreach (SafetensorsWeightSource weights in opened)
        {
            weights.Dispose();
        }
    }

    private TextEncoderSource TextEncoder(string component, string tokenizer, ClipTextConfig config)
        => new(component, config, ClipTokenizer.Load(File(tokenizer)), Weights(component, "model"));

    private SafetensorsWeightSource Weights(string component, string stem)
    {
        SafetensorsWeightSource weights = SafetensorsWeightSource.Open(File(component), stem);
        opened.Add(weights);
        return weights;
    }

    private string File(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);
}
