using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Components;

/// <summary>Which half of the autoencoder.</summary>
internal enum AutoencoderDirection
{
    Encode,
    Decode,
}

/// <summary><c>image</c> [B, 3, H, W] to <c>latent_mean</c> and <c>latent_logvar</c>, or <c>latent</c> (in the autoencoder's scale) to <c>decoded</c>.</summary>
internal sealed class AutoencoderRun : IComponentRun
{
    private readonly AutoencoderConfig config;
    private readonly SafetensorsWeightSource stored;
    private readonly IWeightSource weights;
    private readonly AutoencoderDirection direction;

    public AutoencoderRun(ComponentRequest request, AutoencoderDirection direction)
    {
        string folder = ComponentInputs.Folder(request.ModelFolder, "vae");
        config = AutoencoderConfig.Load(Path.Combine(folder, "config.json"));
        stored = SafetensorsWeightSource.Open(folder, WeightNaming.Autoencoder);
        weights = stored.In(request.Precision.For(config));
        this.direction = direction;
    }

    public IReadOnlyDictionary<string, Tensor> Run(ComputeRuntime runtime, SessionSettings settings, ComponentInputs inputs, CancellationToken cancellationToken)
    {
        (string name, int channels) = direction == AutoencoderDirection.Encode ? ("image", config.InChannels) : ("latent", config.LatentChannels);
        Tensor operand = inputs.Float32(name, new("rows"), new("channels", channels), new("height"), new("width"));
        GraphBuilder g = new($"vae_{name}");
        Value input = g.Input(name, ElementType.Float32, operand.Shape.AsSpan());
        AutoencoderKL autoencoder = new(new NetworkBuilder(g, weights), config, new AttentionController());
        using Session session = Session.Create(runtime, g.Build(Outputs(autoencoder, input)), settings, cancellationToken);
        return session.Run(new Dictionary<string, Tensor> { [name] = operand }, cancellationToken);
    }

    public void Dispose()
    {
        weights.Dispose();
        stored.Dispose();
    }

    private KeyValuePair<string, Value>[] Outputs(AutoencoderKL autoencoder, Value input)
    {
        if (direction == AutoencoderDirection.Decode)
        {
            return [KeyValuePair.Create("decoded", autoencoder.Decode(input))];
        }

        LatentDistribution latent = autoencoder.Encode(input);
        return [KeyValuePair.Create("latent_mean", latent.Mean), KeyValuePair.Create("latent_logvar", latent.LogVariance)];
    }
}
