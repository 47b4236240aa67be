using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>
/// Names and shapes of the weights that a network reads, in the order in which it does. They are found by stating the network on the smallest picture and
/// writing down what it asks for: the list cannot differ from the network.
/// </summary>
internal sealed class ExpectedWeights : IWeightSource
{
    private readonly Dictionary<string, TensorShape> asked = [];
    private readonly Dictionary<string, Tensor> given = [];

    private ExpectedWeights()
    {
    }

    public static IReadOnlyDictionary<string, TensorShape> Of(UNetConfig config) => Record(network =>
    {
        GraphBuilder g = network.Graph;
        long side = 1L << (config.BlockOutChannels.Count - 1);
        bool pooled = config.HasTextTimeConditioning;
        UNetInputs inputs = new(
            g.Input("sample", ElementType.Float32, 1, config.InChannels, side, side), g.Input("timestep", ElementType.Int64, 1),
            g.Input("text", ElementType.Float32, 1, 1, config.CrossAttentionDim),
            pooled ? g.Input("pooled", ElementType.Float32, 1, config.PooledTextDim) : null, pooled ? g.Input("sizes", ElementType.Float32, 1, 6) : null);
        UNet2DConditionModel.Build(network, config, inputs, new AttentionController());
    });

    public static IReadOnlyDictionary<string, TensorShape> Of(AutoencoderConfig config) => Record(network =>
    {
        GraphBuilder g = network.Graph;
        AutoencoderKL autoencoder = new(network, config, new PlainAttentionProcessor());
        autoencoder.Decode(g.Input("latent", ElementType.Float32, 1, config.LatentChannels, 1, 1));
        autoencoder.Encode(g.Input("picture", ElementType.Float32, 1, config.InChannels, config.Factor, config.Factor));
    });

    /// <param name="config">The text encoder's.</param>
    /// <param name="isPooled">Whether the projection of the end token is read as well.</param>
    public static IReadOnlyDictionary<string, TensorShape> Of(ClipTextConfig config, bool isPooled) => Record(network =>
    {
        GraphBuilder g = network.Graph;
        ClipTextOutputs outputs = ClipTextModel.Build(network, config, g.Input("ids", ElementType.Int64, 1, 1));
        if (isPooled)
        {
            ClipTextModel.Pool(network, config, outputs.LastHiddenState, g.Input("ends", ElementType.Int64, 1));
        }
    });

    public bool Contains(string name) => true;

    /// <summary>A tensor without memory: graphs look at shapes only.</summary>
    public Tensor Get(string name, TensorShape shape)
    {
        asked[name] = shape;
        return given.TryGetValue(name, out Tensor? known) ? known : given[name] = Tensor.Borrow(ElementType.Float32, shape, 0, this);
    }

    public void Dispose()
    {
    }

    private static Dictionary<string, TensorShape> Record(Action<NetworkBuilder> state)
    {
        ExpectedWeights weights = new();
        state(new NetworkBuilder(new GraphBuilder("weights"), weights));
        return weights.asked;
    }
}
