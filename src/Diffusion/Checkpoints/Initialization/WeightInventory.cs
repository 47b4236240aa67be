using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Checkpoints.Initialization;

/// <summary>
/// Names and shapes of all weights that a network reads, as float32, ordered by name. They come from stating the network itself, so they
/// cannot differ from what is read when it runs.
/// </summary>
public static class WeightInventory
{
    /// <summary>Of a UNet.</summary>
    public static IReadOnlyList<SafetensorsItem> Of(UNetConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Record((network, g) => UNet2DConditionModel.Build(
            network, config, UNetGraphInputs.Create(g, config, 1, config.SampleSize, config.SampleSize, 1), new AttentionController()));
    }

    /// <summary>Of an autoencoder, both halves.</summary>
    public static IReadOnlyList<SafetensorsItem> Of(AutoencoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Record((network, g) =>
        {
            AutoencoderKL autoencoder = new(network, config);
            autoencoder.Encode(g.Input("picture", ElementType.Float32, 1, config.InChannels, config.Factor, config.Factor));
            autoencoder.Decode(g.Input("latent", ElementType.Float32, 1, config.LatentChannels, 1, 1));
        });
    }

    /// <summary>Of a text encoder.</summary>
    /// <param name="config">Its configuration.</param>
    /// <param name="projection">Width of the pooled text of a <c>CLIPTextModelWithProjection</c> (the second encoder of XL); null for a <c>CLIPTextModel</c>.</param>
    public static IReadOnlyList<SafetensorsItem> Of(ClipTextConfig config, int? projection = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Record((network, g) =>
        {
            ClipTextModel.Build(network, config, g.Input("input_ids", ElementType.Int64, 1, config.MaxPositionEmbeddings));
            if (projection is { } width)
            {
                network.Parameter("text_projection.weight", width, config.HiddenSize);
            }
        });
    }

    private static IReadOnlyList<SafetensorsItem> Record(Action<NetworkBuilder, GraphBuilder> state)
    {
        using WeightRecorder weights = new();
        GraphBuilder g = new("inventory");
        state(new NetworkBuilder(g, weights), g);
        return weights.Items;
    }
}
