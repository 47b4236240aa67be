using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Imaging;

namespace ReCorD.Diffusion.Guidance;

/// <summary>
/// A loss on cross-attention maps whose gradient moves the latent. One class is one loss: it states itself as graph nodes and
/// fills its own inputs from a layout. A pipeline keeps one compiled network for each loss that is not equal to an earlier one: make it a record
/// of its settings, so that equal losses share one.
/// </summary>
public interface IGuidanceLoss
{
    /// <summary>Name, such as <c>box-constraint</c>, for people; compiled networks are kept by the loss itself.</summary>
    string Name { get; }

    /// <summary>Adds the loss to a graph. Its inputs must be named <c>loss/…</c>.</summary>
    GuidanceTerms Build(GuidanceGraph graph);

    /// <summary>The values of its inputs for a layout.</summary>
    GuidanceInputs Prepare(GuidanceLayout layout);
}

/// <summary>What a loss reads: the mean cross-attention maps [1, height*width, tokens] of the one row being guided.</summary>
public sealed record GuidanceGraph(GraphBuilder Builder, Value Maps, int Height, int Width);

/// <summary>The scalar to be lowered and its parts by name, for curves and records.</summary>
public sealed record GuidanceTerms(Value Loss, IReadOnlyDictionary<string, Value> Parts);

/// <summary>What to aim for: a box for the words at some token positions (of the padded sequence, BOS is 0).</summary>
public sealed record GuidanceLayout(Box Box, IReadOnlyList<int> TokenIndices, int Height, int Width, int Tokens);

/// <summary>Values of the loss's inputs, and what the user should know about the layout.</summary>
public sealed record GuidanceInputs(IReadOnlyDictionary<string, Tensor> Values, IReadOnlyList<string> Warnings) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor value in Values.Values)
        {
            value.Dispose();
        }
    }
}
