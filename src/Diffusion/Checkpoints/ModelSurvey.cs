using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Which files a model folder lacks, all of them at once: loading would name the first only.</summary>
public static class ModelSurvey
{
    /// <summary>Components with weights; the last is SDXL's alone.</summary>
    internal static IReadOnlyList<(string Component, WeightNaming Naming)> Weighted { get; } =
    [
        ("unet", WeightNaming.UNet), ("vae", WeightNaming.Autoencoder), ("text_encoder", WeightNaming.TextEncoder), ("text_encoder_2", WeightNaming.TextEncoder),
    ];

    /// <summary>Paths within the folder of files that loading needs and that are not there, links that lead nowhere among them. Contents are not looked at.</summary>
    public static IReadOnlyList<string> Missing(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        List<string> missing = [.. Needed(HasSecondTextEncoder(folder)).Where(file => !RealPath.LeadsToFile(Path.Combine(folder, file)) && !HasOneFileInstead(folder, file))];
        foreach ((string component, WeightNaming naming) in Weighted.Take(HasSecondTextEncoder(folder) ? Weighted.Count : Weighted.Count - 1))
        {
            missing.AddRange(MissingWeights(folder, component, naming));
        }

        return missing;
    }

    /// <summary>Whether a folder, complete or not, is for a pipeline of ours, as far as its <c>model_index.json</c> tells.</summary>
    /// <exception cref="ModelFolderException">It is for one that is not supported, or malformed. A missing file is no reason.</exception>
    public static void RequireSupportedPipeline(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (new ModelFiles(folder).Get(ModelFiles.MaximumConfiguration, "model_index.json") is var path && RealPath.LeadsToFile(path))
        {
            ModelIndex.Load(path);
        }
    }

    /// <summary>Reads a folder's configurations only: whether it is a model that can be run, once tokenizers and weights are there.</summary>
    /// <exception cref="ModelFolderException">A configuration is missing or malformed, or the model is of a kind that is not supported.</exception>
    /// <exception cref="SchedulerConfigException">The scheduler's settings are malformed or not supported.</exception>
    public static void RequireSupported(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        FolderConfigurations found = FolderConfigurations.Load(new ModelFiles(folder));
        ModelChecks.RequireMatchingSizes(folder, found.UNet, found.Autoencoder, found.TextEncoders);
    }

    private static IEnumerable<string> Needed(bool second)
    {
        string[] suffixes = second ? ["", "_2"] : [""];
        return
        [
            "model_index.json", Path.Combine("unet", "config.json"), Path.Combine("vae", "config.json"), Path.Combine("scheduler", "scheduler_config.json"),
            .. suffixes.SelectMany(suffix => new[]
            {
                Path.Combine($"text_encoder{suffix}", "config.json"), Path.Combine($"tokenizer{suffix}", "vocab.json"), Path.Combine($"tokenizer{suffix}", "merges.txt"),
            }),
        ];
    }

    /// <summary>Vocabulary and merges may both be in a tokenizer.json.</summary>
    private static bool HasOneFileInstead(string folder, string file)
        => Path.GetFileName(file) is "vocab.json" or "merges.txt" && RealPath.LeadsToFile(Path.Combine(folder, Path.GetDirectoryName(file)!, TokenizerJson.FileName));

    private static IEnumerable<string> MissingWeights(string folder, string component, WeightNaming naming)
    {
        string path = Path.Combine(folder, component);
        try
        {
            WeightFiles files = WeightFiles.Find(path, naming.Stem);
            string[] names = files.IsIndex && RealPath.LeadsToFile(files.Path) ? [.. ShardIndex.Load(files.Path).Shards] : [Path.GetFileName(files.Path)];
            return names.Where(name => !RealPath.LeadsToFile(Path.Combine(path, name))).Select(name => Path.Combine(component, name));
        }
        catch (ModelFolderException)
        {
            // None, or an index that cannot be read: either way the weights are not there.
            return [Path.Combine(component, $"{naming.Stem}.safetensors")];
        }
    }

    private static bool HasSecondTextEncoder(string folder)
    {
        try
        {
            return ModelIndex.Load(Path.Combine(folder, "model_index.json")).Components.ContainsKey("text_encoder_2");
        }
        catch (ModelFolderException)
        {
            return Directory.Exists(Path.Combine(folder, "text_encoder_2"));
        }
    }
}
