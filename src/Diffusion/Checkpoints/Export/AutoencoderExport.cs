using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Export;

/// <summary>The halves of the autoencoder, for pictures of the model's own size.</summary>
internal static class AutoencoderExport
{
    public static GraphModule StateDecoder(IModelSource model, ExportRequest request)
    {
        GraphBuilder g = new("vae_decoder");
        int side = model.UNet.SampleSize;
        Value latent = g.Input("latent", ElementType.Float32, request.Rows ?? 1, model.Autoencoder.LatentChannels, side, side);
        return g.Build(KeyValuePair.Create("decoded", new AutoencoderKL(new NetworkBuilder(g, model.AutoencoderWeights), model.Autoencoder, new PlainAttentionProcessor()).Decode(latent)));
    }

    public static GraphModule StateEncoder(IModelSource model, ExportRequest request)
    {
        GraphBuilder g = new("vae_encoder");
        int side = model.UNet.SampleSize * model.Autoencoder.Factor;
        Value picture = g.Input("image", ElementType.Float32, request.Rows ?? 1, model.Autoencoder.InChannels, side, side);
        LatentDistribution latent = new AutoencoderKL(new NetworkBuilder(g, model.AutoencoderWeights), model.Autoencoder, new PlainAttentionProcessor()).Encode(picture);
        return g.Build(KeyValuePair.Create("latent_mean", latent.Mean), KeyValuePair.Create("latent_logvar", latent.LogVariance));
    }
}
