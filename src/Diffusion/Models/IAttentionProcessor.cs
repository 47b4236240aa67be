using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>Computes attention, like diffusers' attention processors: the seam where maps are read and edited without touching a network.</summary>
public interface IAttentionProcessor
{
    /// <summary>The attended values, [B, heads, H*W, d].</summary>
    Value Attend(AttentionCall call);
}

/// <summary>Attention as it stands in the papers.</summary>
public sealed class PlainAttentionProcessor : IAttentionProcessor
{
    public Value Attend(AttentionCall call) => call.Weigh(call.Scores().Softmax(-1));
}
