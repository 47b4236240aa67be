using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Attention;

/// <summary>
/// A change of attention probabilities, stated as graph nodes with its own graph inputs. At identity inputs it changes nothing, so one
/// compiled graph serves every step.
/// </summary>
public interface IAttentionEdit
{
    /// <summary>Probabilities [rows, heads, pixels, N] after the edit; the same value where the edit does not concern this attention.</summary>
    Value Apply(AttentionCall call, Value probabilities);
}
