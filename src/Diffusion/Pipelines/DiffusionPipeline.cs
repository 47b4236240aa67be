using System.Collections.Concurrent;
using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// A model, ready to run. Networks are compiled when first used, one for each shape, and share one set of
/// weights. Safe to use from several threads; dispose it when none uses it any more.
/// </summary>
public sealed class DiffusionPipeline : IDisposable
{
    private readonly ComputeRuntime runtime;
    private readonly ExecutionSettings settings;
    private readonly IModelSource source;
    private readonly IWeightSource unetWeights;
    private readonly PromptEncoder promptEncoder;
    private readonly LatentCodec codec;
    private readonly ConcurrentDictionary<DenoisingShape, Lazy<DenoisingNetwork>> denoisers = new();
    private readonly ConcurrentDictionary<(IGuidanceLoss Loss, GuidanceShape Shape), Lazy<GuidanceNetwork>> guidances = new();
    private readonly Lazy<string> sha256;

    private DiffusionPipeline(ComputeRuntime runtime, ExecutionSettings settings, IModelSource source)
    {
        this.runtime = runtime;
        this.settings = settings;
        this.source = source;
        Defaults = ModelDefaults.Load(source.Folder);
        unetWeights = source.UNetWeights.In(settings.Precision);
        promptEncoder = new PromptEncoder(runtime, settings, source);
        codec = new LatentCodec(runtime, settings, source.Autoencoder, source.AutoencoderWeights, LatentSize);
        sha256 = new Lazy<string>(source.ComputeSha256);
    }

    /// <summary>Folder with what belongs to the model besides its networks; null where there is none.</summary>
    public string? Folder => source.Folder;

    /// <summary>The model's name.</summary>
    public string Name => source.Name;

    /// <summary>SHA-256 of the UNet's weights as they are stored, in lower-case hexadecimal; read when first asked for.</summary>
    public string Sha256 => sha256.Value;

    public UNetConfig UNet => source.UNet;

    public AutoencoderConfig Autoencoder => source.Autoencoder;

    /// <summary>The tokenizer whose token positions attention maps have; that of the first text encoder.</summary>
    public ClipTokenizer Tokenizer => source.TextEncoders[0].Tokenizer;

    /// <summary>Settings of the scheduler that the model was published with.</summary>
    public SchedulerConfig SchedulerConfig => source.Scheduler;

    public ModelDefaults Defaults { get; }

    /// <summary>Where and how the networks run.</summary>
    public ExecutionSettings Execution => settings;

    /// <summary>Side of the latent, which is square.</summary>
    public int LatentSize => UNet.SampleSize;

    /// <summary>Side of the picture in pixels.</summary>
    public int ImageSize => LatentSize * Autoencoder.Factor;

    /// <summary>Length of the text sequences.</summary>
    public int Tokens => Tokenizer.MaxLength;

    /// <summary>Opens a model. Checks that the components fit each other; weights are read when they are first needed.</summary>
    /// <exception cref="ModelFolderException">Something is missing, malformed, or does not fit.</exception>
    public static DiffusionPipeline Load(ComputeRuntime runtime, string folder, ExecutionSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        return Load(runtime, ModelSources.Open(folder), settings);
    }

    /// <summary>Runs an opened model, which the pipeline owns from now on.</summary>
    public static DiffusionPipeline Load(ComputeRuntime runtime, IModelSource source, ExecutionSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            return new DiffusionPipeline(runtime, settings ?? new ExecutionSettings(), source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>A scheduler with the model's settings.</summary>
    /// <param name="choice">Its word (<c>ddim</c>, <c>euler</c> …) or diffusers class. Null: the class that the model was published with.</param>
    /// <exception cref="SchedulerConfigException">It is not known, or the model's settings do not fit it.</exception>
    public IScheduler CreateScheduler(string? choice = null) => SchedulerFactory.Create(choice ?? SchedulerConfig.ClassName, SchedulerConfig);

    /// <summary>Embeds prompts, one row each, as the UNet reads them.</summary>
    public TextConditioning EncodeText(IReadOnlyList<TokenizedPrompt> prompts, CancellationToken cancellationToken) => promptEncoder.Encode(prompts, cancellationToken);

    /// <summary>Shows a latent in the UNet's scale, [C, H, W].</summary>
    public RgbImage Decode(ReadOnlySpan<float> latent, CancellationToken cancellationToken) => codec.Decode(latent, cancellationToken);

    /// <summary>The UNet compiled for a shape.</summary>
    public DenoisingNetwork Denoiser(DenoisingShape shape, CancellationToken cancellationToken)
        => GetOrCompile(denoisers, shape, () => DenoisingNetwork.Create(runtime, settings, UNet, unetWeights, shape, cancellationToken), cancellationToken);

    /// <summary>A loss and its gradient compiled for a shape. Losses that are equal (records compare by their settings) share one network.</summary>
    public GuidanceNetwork Guidance(IGuidanceLoss loss, GuidanceShape shape, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return GetOrCompile(guidances, (loss, shape), () => GuidanceNetwork.Create(runtime, settings, UNet, unetWeights, loss, shape, cancellationToken), cancellationToken);
    }

    public void Dispose()
    {
        foreach (Lazy<DenoisingNetwork> network in denoisers.Values.Where(network => network.IsValueCreated))
        {
            network.Value.Dispose();
        }

        foreach (Lazy<GuidanceNetwork> network in guidances.Values.Where(network => network.IsValueCreated))
        {
            network.Value.Dispose();
        }

        promptEncoder.Dispose();
        codec.Dispose();
        unetWeights.Dispose();
        source.Dispose();
    }

    /// <summary>
    /// A failed or cancelled compilation is forgotten, so that the next call tries again. So does a call that waited for the compilation of
    /// another one, which was then cancelled.
    /// </summary>
    private static TNetwork GetOrCompile<TKey, TNetwork>(
        ConcurrentDictionary<TKey, Lazy<TNetwork>> compiled, TKey key, Func<TNetwork> compile, CancellationToken cancellationToken)
        where TKey : notnull
    {
        while (true)
        {
            Lazy<TNetwork> entry = compiled.GetOrAdd(key, _ => new Lazy<TNetwork>(compile));
            try
            {
                return entry.Value;
            }
            catch (Exception error)
            {
                compiled.TryRemove(KeyValuePair.Create(key, entry));
                if (error is not OperationCanceledException || cancellationToken.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }
}
