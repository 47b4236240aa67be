using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods;

/// <summary>Decides the attention edits of each step of one run, for the rows [uncond y', uncond y, cond y', cond y]. Asked for every step in turn.</summary>
internal interface IEditSchedule
{
    /// <summary>Steps, from the first, in which y takes attention from y'. After them the rows of y' concern nobody.</summary>
    int BorrowingSteps { get; }

    /// <summary>The edits of a step.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <param name="objectMap">The object's attention, where this step was guided: overlap with it is to be removed.</param>
    /// <param name="grids">The network's cross-attention grids.</param>
    AttentionEdits At(int step, ScalarMap? objectMap, IEnumerable<(int Height, int Width)> grids);
}
