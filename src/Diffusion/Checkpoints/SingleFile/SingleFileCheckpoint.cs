using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>
/// A model in one .safetensors file with the names of the original Stable Diffusion code. Kind and networks are told by the header; heads, normalisation and
/// tokenizers, which no file holds, are those that all published models of the kind share, unless a folder in diffusers layout says otherwise.
/// </summary>
internal sealed class SingleFileCheckpoint : IModelSource
{
    /// <summary>Texts that the published models read: those of other widths have other heads and normalisations too, and need a folder that tells them.</summary>
    private static readonly int[] PublishedWidths = [768, 1024, 2048];

    private readonly SafetensorsFile file;
    private readonly CheckpointHeader header;
    private readonly CompanionFolder? companion;
    private readonly List<IDisposable> opened;
    private readonly HashSet<string> used = [];
    private readonly List<(string Prefix, Predicate<string> IsHarmless)> components = [];

    /// <param name="file">The checkpoint.</param>
    /// <param name="companion">See <see cref="Open"/>.</param>
    /// <param name="opened">Holds the file, and takes what else is opened: the caller closes it where this constructor throws.</param>
    private SingleFileCheckpoint(SafetensorsFile file, CompanionFolder? companion, List<IDisposable> opened)
    {
        this.file = file;
        this.companion = companion;
        this.opened = opened;
        header = new CheckpointHeader(file);
        Family = FamilyDetection.Detect(header);
        PredictionType prediction = PredictionSigns.Find(header, Family);
        FamilyDefaults defaults = FamilyDefaults.Of(Family, prediction);
        Scheduler = companion?.Scheduler?.ForLatents(Family == CheckpointFamily.StableDiffusionXL) ?? FamilyDefaults.Scheduler(prediction, PredictionSigns.HasZeroTerminalSnr(header));
        ForceZerosForEmptyPrompt = companion?.ForceZerosForEmptyPrompt ?? Family == CheckpointFamily.StableDiffusionXL;
        UNet = companion?.UNet ?? ReadUNet(defaults);
        UNetWeights = OpenUNet();
        (Autoencoder, AutoencoderWeights) = OpenAutoencoder(defaults);
        IReadOnlyList<TextEncoderLayout> layouts = TextEncoderLayout.Of(Family);
        TextEncoders = [.. layouts.Select((layout, index) => OpenTextEncoder(defaults, layout, Family == CheckpointFamily.StableDiffusionXL && index == layouts.Count - 1))];
        RequireKnownKeys();
    }

    public string Path => file.Path;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(file.Path);

    public string? Folder => companion?.Path;

    public CheckpointFamily Family { get; }

    public UNetConfig UNet { get; }

    public AutoencoderConfig Autoencoder { get; }

    public IReadOnlyList<TextEncoderSource> TextEncoders { get; }

    public SchedulerConfig Scheduler { get; }

    public bool ForceZerosForEmptyPrompt { get; }

    public IWeightSource UNetWeights { get; }

    public IWeightSource AutoencoderWeights { get; }

    /// <param name="path">The checkpoint.</param>
    /// <param name="companion">A folder in diffusers layout: its configurations and tokenizers count, and its weights where the file has none. Null: none.</param>
    /// <exception cref="ModelFolderException">The file is no Stable Diffusion 1, 2 or XL, lacks something, or holds something unknown.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public static SingleFileCheckpoint Open(string path, string? companion)
    {
        SafetensorsFile file = WeightFile.Open(path, "checkpoint");
        List<IDisposable> opened = [file];
        try
        {
            return new SingleFileCheckpoint(file, companion is null ? null : new CompanionFolder(companion), opened);
        }
        catch
        {
            Close(opened);
            throw;
        }
    }

    /// <summary>Of the whole file, which is what people compare checkpoints by.</summary>
    public string ComputeSha256() => FileHash.Sha256(file.Path);

    public void Dispose() => Close(opened);

    /// <summary>Weights before the file that they are read from.</summary>
    private static void Close(List<IDisposable> opened)
    {
        foreach (IDisposable item in opened.AsEnumerable().Reverse())
        {
            item.Dispose();
        }
    }

    private UNetConfig ReadUNet(FamilyDefaults defaults)
    {
        int width = FamilyDetection.ContextWidth(header);
        return PublishedWidths.Contains(width)
            ? UNetShapes.Read(header, Family, defaults.SampleSize)
            : throw new ModelFolderException(
                file.Path, null, $"is built like {defaults.Title} but reads texts of width {width}, as no published model does (they read {string.Join(", ", PublishedWidths)}). Its heads and normalisations are not in the file: give a folder that tells them, --config FOLDER.");
    }

    private SingleFileWeights OpenUNet()
    {
        ModuleNames names = UNetNames.Create(UNet);
        return Bind(ExpectedWeights.Of(UNet), header.UNet, name => new WeightPlace(header.UNet + names.ToOriginal(name)), mustBeFinite: false, _ => false);
    }

    private (AutoencoderConfig Config, IWeightSource Weights) OpenAutoencoder(FamilyDefaults defaults)
    {
        if (header.Autoencoder is not { } prefix)
        {
            return companion?.Autoencoder is { } config && companion.Weights("vae", WeightNaming.Autoencoder) is { } weights
                ? (config, Own(weights))
                : throw Lacking(defaults, "autoencoder", "first_stage_model.", "vae");
        }

        AutoencoderConfig found = companion?.Autoencoder ?? AutoencoderShapes.Read(header, prefix, defaults);
        ModuleNames names = AutoencoderNames.Create(found);
        return (found, Bind(ExpectedWeights.Of(found), prefix, name => new WeightPlace(prefix + names.ToOriginal(name)), mustBeFinite: true, _ => false));
    }

    private TextEncoderSource OpenTextEncoder(FamilyDefaults defaults, TextEncoderLayout layout, bool isPooled)
    {
        ClipTextConfig? told = companion?.TextEncoder(layout.Component);
        if (layout.PrefixIn(header) is not { } prefix)
        {
            return told is not null && companion!.Weights(layout.Component, WeightNaming.TextEncoder) is { } weights
                ? new TextEncoderSource(layout.Component, told, Tokenizer(layout, told), Own(weights))
                : throw Lacking(defaults, isPooled ? "second text encoder" : "text encoder", layout.Prefixes[0], layout.Component);
        }

        ClipTextConfig config = told ?? layout.ReadConfig(header, prefix);
        IReadOnlyDictionary<string, TensorShape> shapes = ExpectedWeights.Of(config, isPooled);
        Dictionary<string, WeightPlace> places = layout.Map(header, prefix, config, shapes);
        return new TextEncoderSource(
            layout.Component, config, Tokenizer(layout, config), Bind(shapes, prefix, name => places[name], mustBeFinite: false, key => layout.IsHarmless(key, config)));
    }

    /// <summary>All published models have CLIP's vocabulary.</summary>
    private ClipTokenizer Tokenizer(TextEncoderLayout layout, ClipTextConfig config)
        => companion?.Tokenizer(layout.Component) ?? (config.VocabSize == ClipVocabulary.FullSize
            ? ClipTokenizer.Of(ClipVocabulary.Full, layout.PadToken)
            : throw new ModelFolderException(
                file.Path, null, $"the {layout.Component} has {config.VocabSize} tokens where CLIP has {ClipVocabulary.FullSize}. Give a folder that has its tokenizer: --config FOLDER."));

    private SingleFileWeights Bind(
        IReadOnlyDictionary<string, TensorShape> shapes, string prefix, Func<string, WeightPlace> place, bool mustBeFinite, Predicate<string> isHarmless)
    {
        SingleFileWeights weights = new(file, shapes, shapes.Keys.ToDictionary(name => name, place)) { MustBeFinite = mustBeFinite };
        used.UnionWith(weights.Keys);
        components.Add((prefix, isHarmless));
        return Own(weights);
    }

    /// <summary>A key that no network reads means that the file is not what it seems.</summary>
    private void RequireKnownKeys()
    {
        string[] unknown = [.. file.Names.Where(key => !used.Contains(key) && !HarmlessKeys.Contains(key) && !components.Exists(component =>
            key.StartsWith(component.Prefix, StringComparison.Ordinal) && component.IsHarmless(key[component.Prefix.Length..])))];
        if (unknown.Length > 0)
        {
            throw new ModelFolderException(
                file.Path, unknown[0], $"this key of shape {file.Describe(unknown[0]).Shape} belongs to no network of {Family}.{(unknown.Length > 1 ? $" So it is with {unknown.Length - 1} more." : "")} The model would not be the one that was trained.");
        }
    }

    private ModelFolderException Lacking(FamilyDefaults defaults, string what, string prefix, string folder)
        => new(file.Path, null, $"this {defaults.Title} holds no {what} (no keys `{prefix}…`). Give a folder in diffusers layout that has one of the same kind of model in {folder}/ (config.json and weights): --config FOLDER.");

    private T Own<T>(T item)
        where T : IDisposable
    {
        opened.Add(item);
        return item;
    }
}
