using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>The autoencoder between pictures and the UNet's latents, compiled when first used.</summary>
internal sealed class LatentCodec(ComputeRuntime runtime, SessionSettings settings, AutoencoderConfig config, IWeightSource weights, int latentSize) : IDisposable
{
    private readonly Lazy<Session> decoder = new(() => CompileDecoder(runtime, settings, config, weights, latentSize), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Latent in the UNet's scale, [C, H, W].</summary>
    public RgbImage Decode(ReadOnlySpan<float> latent, CancellationToken cancellationToken)
    {
        float[] scaled = new float[latent.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = latent[i] / config.ScalingFactor;
        }

        using Tensor input = Tensor.From(scaled, 1, config.LatentChannels, latentSize, latentSize);
        IReadOnlyDictionary<string, Tensor> outputs = decoder.Value.Run(new Dictionary<string, Tensor> { ["latent"] = input }, cancellationToken);
        using Tensor decoded = outputs["decoded"];
        Span<float> pixels = decoded.AsSpan<float>();
        if (!IsFinite(pixels))
        {
            throw new GenerationException("The autoencoder gave numbers that are not finite (a black picture elsewhere). The model's weights or half-precision overflow are the usual causes.");
        }

        int size = latentSize * config.Factor;
        return RgbImage.FromPlanar(pixels, size, size);
    }

    public void Dispose()
    {
        if (decoder.IsValueCreated)
        {
            decoder.Value.Dispose();
        }
    }

    private static Session CompileDecoder(ComputeRuntime runtime, SessionSettings settings, AutoencoderConfig config, IWeightSource weights, int latentSize)
    {
        GraphBuilder g = new("vae_decoder");
        Value latent = g.Input("latent", ElementType.Float32, 1, config.LatentChannels, latentSize, latentSize);
        Value decoded = new AutoencoderKL(new NetworkBuilder(g, weights), config).Decode(latent);
        return Session.Create(runtime, g.Build(KeyValuePair.Create("decoded", decoded)), settings);
    }

    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
