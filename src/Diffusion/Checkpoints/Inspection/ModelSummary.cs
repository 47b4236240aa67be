using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints.Inspection;

/// <summary>What a model is, from its configurations and headers; as much of it as can be told where it is broken.</summary>
public sealed record ModelSummary
{
    /// <summary>Folder or file.</summary>
    public required string Path { get; init; }

    public required string Name { get; init; }

    /// <summary>Such as <c>Stable Diffusion XL</c>; null where the model cannot be opened.</summary>
    public string? Family { get; init; }

    /// <summary>Side of the pictures it was trained on, in pixels; null where the model cannot be opened.</summary>
    public int? ImageSize { get; init; }

    /// <summary>The scheduler's class in diffusers.</summary>
    public string? Scheduler { get; init; }

    public PredictionType? Prediction { get; init; }

    /// <summary>What to mind when the model is used, in sentences; empty for ordinary models.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    public required IReadOnlyList<ComponentSummary> Components { get; init; }

    /// <summary>Files that are not there.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Why the model cannot be opened; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Reads configurations and headers; no weights.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="options">How to open it. Default: as it is.</param>
    public static ModelSummary Read(string path, ModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<string> missing = Directory.Exists(path) ? ModelSurvey.Missing(path) : [];
        try
        {
            using IModelSource source = ModelSources.Open(path, options);
            return Of(source) with { Missing = missing };
        }
        catch (Exception exception) when (IsOfTheFiles(exception))
        {
            return new ModelSummary
            {
                Path = path, Name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path)), Components = Parts(path), Missing = missing, Problem = exception.Message,
            };
        }
    }

    private static ModelSummary Of(IModelSource source)
    {
        IReadOnlyDictionary<string, string> classes = Classes(source.Path);
        IEnumerable<(string Name, IWeightSource Weights)> networks =
            [("unet", source.UNetWeights), ("vae", source.AutoencoderWeights), .. source.TextEncoders.Select(encoder => (encoder.Component, encoder.Weights))];
        return new ModelSummary
        {
            Path = source.Path,
            Name = source.Name,
            Family = FamilyOf(source.UNet),
            ImageSize = source.UNet.SampleSize * source.Autoencoder.Factor,
            Scheduler = source.Scheduler.ClassName,
            Prediction = source.Scheduler.PredictionType,
            Hints = [.. HintsOf(source)],
            Components = [.. from network in networks where network.Weights is IStoredWeights select ComponentSummary.Of(network.Name, classes.GetValueOrDefault(network.Name, ""), (IStoredWeights)network.Weights)],
            Missing = [],
        };
    }

    private static IEnumerable<string> HintsOf(IModelSource source)
    {
        if (FewStepModel.Hint(source.Name, source.Scheduler) is { } hint)
        {
            yield return hint;
        }

        if (!SchedulerFactory.Names.Contains(source.Scheduler.ClassName))
        {
            yield return $"{source.Scheduler.ClassName} is not supported; choose another with --scheduler: {string.Join(", ", SchedulerFactory.Words)}.";
        }
    }

    /// <summary>The components whose weights can be read by themselves.</summary>
    private static List<ComponentSummary> Parts(string path)
    {
        List<ComponentSummary> parts = [];
        IReadOnlyDictionary<string, string> classes = Classes(path);
        foreach ((string name, WeightNaming naming) in ModelSurvey.Weighted.Where(part => Directory.Exists(System.IO.Path.Combine(path, part.Component))))
        {
            try
            {
                using SafetensorsWeightSource weights = SafetensorsWeightSource.Open(new ModelFiles(path), name, naming);
                parts.Add(ComponentSummary.Of(name, classes.GetValueOrDefault(name, ""), weights));
            }
            catch (Exception exception) when (IsOfTheFiles(exception))
            {
                // The model's problem says it, or a later look after that is mended.
            }
        }

        return parts;
    }

    private static IReadOnlyDictionary<string, string> Classes(string path)
    {
        try
        {
            return Directory.Exists(path) ? ModelIndex.Load(new ModelFiles(path).Get(ModelFiles.MaximumConfiguration, "model_index.json")).Components : new Dictionary<string, string>();
        }
        catch (ModelFolderException)
        {
            return new Dictionary<string, string>();
        }
    }

    private static string FamilyOf(UNetConfig config) => config switch
    {
        { HasTextTimeConditioning: true } => "Stable Diffusion XL",
        { CrossAttentionDim: 768 } => "Stable Diffusion 1.x",
        { CrossAttentionDim: 1024 } => "Stable Diffusion 2.x",
        _ => "Stable Diffusion of another size",
    };

    private static bool IsOfTheFiles(Exception exception)
        => exception is ModelFolderException or SafetensorsException or TokenizerFormatException or SchedulerConfigException or IOException or UnauthorizedAccessException;
}
