using ReCorD.Compute;
using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;

namespace ReCorD.Diffusion.Models;

/// <summary>In what numbers a network's linear layers and convolutions compute.</summary>
public enum NetworkPrecision
{
    /// <summary>float32.</summary>
    Single,

    /// <summary>float16: half the memory, and twice the speed or more where the device has units for it; processors have not. Normalisation, attention probabilities and losses stay float32.</summary>
    Half,
}

/// <summary>Weights in a precision.</summary>
public static class NetworkPrecisionExtensions
{
    /// <summary>These weights, or a source of their roundings. Dispose the result before the source; where they are one, once is enough.</summary>
    public static IWeightSource In(this IWeightSource weights, NetworkPrecision precision)
        => precision == NetworkPrecision.Half ? new HalfWeightSource(weights) : weights;

    /// <summary>The gradient of a loss through a network with these weights.</summary>
    /// <param name="weights">Those that the network was stated with.</param>
    /// <param name="loss">One float32 number.</param>
    /// <param name="output">The network's float32 output, on every path from the target to the loss.</param>
    /// <param name="target">A float32 input of the network.</param>
    public static Value GradientOf(this IWeightSource weights, Value loss, Value output, Value target)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.ElementType == ElementType.Float32 ? Gradient.Of(loss, target)[0] : ScaledGradient.Of(loss, output, target);
    }

    /// <summary>What the autoencoder computes in: single precision always where its configuration says that it overflows.</summary>
    public static NetworkPrecision For(this NetworkPrecision precision, AutoencoderConfig autoencoder)
    {
        ArgumentNullException.ThrowIfNull(autoencoder);
        return autoencoder.ForceUpcast ? NetworkPrecision.Single : precision;
    }
}
