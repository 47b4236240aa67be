using ReCorD.Compute;
using ReCorD.Compute.Runtime;

namespace ReCorD.Diffusion.Components;

/// <summary>Runs one network of a model folder on given tensors.</summary>
public static class ComponentRunner
{
    private static readonly Dictionary<string, Func<ComponentRequest, IComponentRun>> Components = new()
    {
        ["unet"] = request => new UNetRun(request),
        ["text_encoder"] = request => new TextEncoderRun(request, "text_encoder"),
        ["text_encoder_2"] = request => new TextEncoderRun(request, "text_encoder_2"),
        ["vae_encoder"] = request => new AutoencoderRun(request, AutoencoderDirection.Encode),
        ["vae_decoder"] = request => new AutoencoderRun(request, AutoencoderDirection.Decode),
    };

    public static IReadOnlyCollection<string> Names => Components.Keys;

    /// <summary>Runs a component; results are named as in the golden files.</summary>
    /// <exception cref="ComponentException">The request or the inputs do not fit.</exception>
    public static IReadOnlyDictionary<string, Tensor> Run(
        ComputeRuntime runtime, SessionSettings settings, ComponentRequest request, IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Components.TryGetValue(request.Component, out Func<ComponentRequest, IComponentRun>? make))
        {
            throw new ComponentException($"There is no component '{request.Component}'. Known components: {string.Join(", ", Names)}.");
        }

        if (request.Component != "unet" && (request.Maps || request.BoxLoss is not null || request.MseTarget is not null))
        {
            throw new ComponentException("Maps, the box loss and the target belong to the component 'unet'.");
        }

        using IComponentRun run = make(request);
        return run.Run(runtime, settings, new ComponentInputs(inputs), cancellationToken);
    }
}

/// <summary>One component, ready to run.</summary>
internal interface IComponentRun : IDisposable
{
    IReadOnlyDictionary<string, Tensor> Run(ComputeRuntime runtime, SessionSettings settings, ComponentInputs inputs, CancellationToken cancellationToken);
}
