using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>
/// A folder in diffusers layout that tells of a checkpoint what its file does not, and has the components that it lacks. Every part may be missing: without
/// configurations the weights' shapes tell, without weights the file must have them.
/// </summary>
internal sealed class CompanionFolder
{
    private readonly ModelFiles files;

    public CompanionFolder(string path)
    {
        Path = path;
        if (!Directory.Exists(path))
        {
            throw new ModelFolderException(path, null, "there is no such folder; expected one in diffusers layout, with what the checkpoint's file does not tell.");
        }

        files = new ModelFiles(path);
        UNet = Find(UNetConfig.Load, "unet", "config.json");
        Autoencoder = Find(AutoencoderConfig.Load, "vae", "config.json");
        Scheduler = Find(SchedulerConfig.Load, "scheduler", "scheduler_config.json");
        ForceZerosForEmptyPrompt = Find(ModelIndex.Load, "model_index.json")?.ForceZerosForEmptyPrompt;
        files.RequireAdditionsInside();
    }

    public string Path { get; }

    public UNetConfig? UNet { get; }

    public AutoencoderConfig? Autoencoder { get; }

    public SchedulerConfig? Scheduler { get; }

    public bool? ForceZerosForEmptyPrompt { get; }

    /// <param name="component"><c>text_encoder</c> or <c>text_encoder_2</c>.</param>
    public ClipTextConfig? TextEncoder(string component) => Find(ClipTextConfig.Load, component, "config.json");

    /// <inheritdoc cref="TextEncoder"/>
    public ClipTokenizer? Tokenizer(string component)
    {
        string name = component.Replace("text_encoder", "tokenizer", StringComparison.Ordinal);
        return Directory.Exists(files.Folder(name)) ? ClipTokenizer.Load(files.Tokenizer(name)) : null;
    }

    /// <summary>Weights of a component; null where the folder has none.</summary>
    public SafetensorsWeightSource? Weights(string component, WeightNaming naming)
    {
        string folder = files.Folder(component);
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.safetensors*").Any() ? SafetensorsWeightSource.Open(files, component, naming) : null;
    }

    private T? Find<T>(Func<string, T> load, params ReadOnlySpan<string> names)
        where T : class
    {
        string path = files.Get(ModelFiles.MaximumConfiguration, names);
        return File.Exists(path) ? load(path) : null;
    }
}
