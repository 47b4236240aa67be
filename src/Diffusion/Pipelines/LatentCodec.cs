using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// The autoencoder between pictures and the UNet's latents, compiled when first used. It runs once a picture and its activations are large, so their
/// memory is given back after each run. Tiles are decoded by networks of their own sizes, which are not kept.
/// </summary>
internal sealed class LatentCodec : IDisposable
{
    private const string LatentInput = "latent";
    private const string DecodedOutput = "decoded";

    private readonly ComputeRuntime runtime;
    private readonly ExecutionSettings settings;
    private readonly AutoencoderConfig config;
    private readonly IWeightSource weights;
    private readonly int size;
    private readonly LatentTiling? tiling;
    private readonly LazyResource<Session> decoder;

    /// <param name="runtime">Runs the network.</param>
    /// <param name="settings">Device, precision and tiles.</param>
    /// <param name="config">The network's.</param>
    /// <param name="stored">Its weights, which stay with their owner.</param>
    /// <param name="size">Side of the latents.</param>
    /// <exception cref="GenerationException">Tiles of the size asked for are not possible.</exception>
    public LatentCodec(ComputeRuntime runtime, ExecutionSettings settings, AutoencoderConfig config, IWeightSource stored, int size)
    {
        this.runtime = runtime;
        this.settings = settings with { Session = settings.Session with { ReturnsMemory = true } };
        this.config = config;
        this.size = size;
        weights = stored.In(settings.Precision.For(config));
        tiling = settings.AutoencoderTile is { } pixels ? Tiling(pixels == ExecutionSettings.TrainedSize ? config.SampleSize : pixels) : null;
        decoder = new LazyResource<Session>(() => Compile(size, size));
    }

    /// <summary>Latent in the UNet's scale, [C, H, W].</summary>
    public RgbImage Decode(ReadOnlySpan<float> latent, CancellationToken cancellationToken)
    {
        float[] scaled = config.ToAutoencoderScale(latent);
        float[] pixels = tiling is not null && tiling.Cuts(size, size)
            ? DecodeTiles(tiling, scaled, cancellationToken)
            : Run(decoder.Value, scaled, new LatentTile(0, 0, size, size), cancellationToken);
        if (!Array.TrueForAll(pixels, float.IsFinite))
        {
            throw new GenerationException("The autoencoder gave numbers that are not finite (a black picture elsewhere). The model's weights or half-precision overflow are the usual causes.");
        }

        return RgbImage.FromPlanar(pixels, size * config.Factor, size * config.Factor);
    }

    public void Dispose()
    {
        decoder.Dispose();
        weights.Dispose();
    }

    private float[] DecodeTiles(LatentTiling cut, float[] latent, CancellationToken cancellationToken)
    {
        Dictionary<LatentTile, float[]> decoded = [];
        foreach (IGrouping<(int Height, int Width), LatentTile> equal in cut.Cut(size, size).GroupBy(tile => (tile.Height, tile.Width)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using Session session = Compile(equal.Key.Height, equal.Key.Width);
            foreach (LatentTile tile in equal)
            {
                decoded[tile] = Run(session, Part(latent, tile), tile, cancellationToken);
            }
        }

        return cut.Join(decoded, config.OutChannels, size, size);
    }

    private float[] Part(float[] latent, LatentTile tile)
    {
        float[] part = new float[config.LatentChannels * tile.Height * tile.Width];
        for (int row = 0; row < config.LatentChannels * tile.Height; row++)
        {
            int from = ((((row / tile.Height) * size) + tile.Top + (row % tile.Height)) * size) + tile.Left;
            latent.AsSpan(from, tile.Width).CopyTo(part.AsSpan(row * tile.Width));
        }

        return part;
    }

    private float[] Run(Session session, float[] latent, LatentTile tile, CancellationToken cancellationToken)
    {
        using Tensor input = Tensor.From(latent, 1, config.LatentChannels, tile.Height, tile.Width);
        using Tensor decoded = session.Run(new Dictionary<string, Tensor> { [LatentInput] = input }, cancellationToken)[DecodedOutput];
        return decoded.ToArray<float>();
    }

    private Session Compile(int height, int width)
    {
        GraphBuilder g = new("vae_decoder");
        Value latent = g.Input(LatentInput, ElementType.Float32, 1, config.LatentChannels, height, width);
        AutoencoderKL autoencoder = new(new NetworkBuilder(g, weights), config, new AttentionController { Blocks = settings.AttentionBlocks });
        return Session.Create(runtime, g.Build(KeyValuePair.Create(DecodedOutput, autoencoder.Decode(latent))), settings.Session);
    }

    private LatentTiling Tiling(int pixels)
    {
        try
        {
            return new LatentTiling(pixels, config.Factor);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new GenerationException($"--vae-tiling {pixels}: a quarter of a tile must be whole cells of this model's latent, so its side must be a multiple of {4 * config.Factor} pixels.", error);
        }
    }
}
