using System.Collections.Concurrent;
using System.Security.Cryptography;
using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// A model folder in diffusers layout, ready to run. Networks are compiled when first used, one for each shape, and share one set of
/// weights. Safe to use from several threads; dispose it when none uses it any more.
/// </summary>
public sealed class DiffusionPipeline : IDisposable
{
    private readonly ComputeRuntime runtime;
    private readonly SessionSettings settings;
    private readonly SafetensorsWeightSource unetWeights;
    private readonly TextEncoder textEncoder;
    private readonly LatentCodec codec;
    private readonly ConcurrentDictionary<DenoisingShape, Lazy<DenoisingNetwork>> denoisers = new();
    private readonly ConcurrentDictionary<(IGuidanceLoss Loss, GuidanceShape Shape), Lazy<GuidanceNetwork>> guidances = new();
    private readonly Lazy<string> sha256;

    private DiffusionPipeline(ComputeRuntime runtime, SessionSettings settings, string folder, PipelineParts parts)
    {
        this.runtime = runtime;
        this.settings = settings;
        Folder = folder;
        (UNet, Autoencoder, Tokenizer, Scheduler, unetWeights, textEncoder, codec) = parts;
        Defaults = ModelDefaults.Load(folder);
        sha256 = new Lazy<string>(() =>
        {
            using FileStream stream = File.OpenRead(unetWeights.Path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        });
    }

    /// <summary>The model's folder.</summary>
    public string Folder { get; }

    /// <summary>The folder's name.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>SHA-256 of the UNet's weight file, in lower-case hexadecimal; read when first asked for.</summary>
    public string Sha256 => sha256.Value;

    public UNetConfig UNet { get; }

    public AutoencoderConfig Autoencoder { get; }

    public ClipTokenizer Tokenizer { get; }

    public IScheduler Scheduler { get; }

    public ModelDefaults Defaults { get; }

    /// <summary>Side of the latent, which is square.</summary>
    public int LatentSize => UNet.SampleSize;

    /// <summary>Side of the picture in pixels.</summary>
    public int ImageSize => LatentSize * Autoencoder.Factor;

    /// <summary>Length of the text sequences.</summary>
    public int Tokens => Tokenizer.MaxLength;

    /// <summary>Opens a folder. Checks that the components fit each other; weights are read when they are first needed.</summary>
    /// <exception cref="ModelFolderException">Something is missing, malformed, or does not fit.</exception>
    public static DiffusionPipeline Load(ComputeRuntime runtime, string folder, SessionSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        SessionSettings chosen = settings ?? new SessionSettings();
        return new DiffusionPipeline(runtime, chosen, folder, PipelineParts.Load(runtime, folder, chosen));
    }

    /// <summary>Embeds prompts: [count, tokens, dim].</summary>
    public Tensor EncodeText(IReadOnlyList<TokenizedPrompt> prompts, CancellationToken cancellationToken) => textEncoder.Encode(prompts, cancellationToken);

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

        textEncoder.Dispose();
        codec.Dispose();
        unetWeights.Dispose();
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
