using System.Runtime.CompilerServices;

namespace ReCorD.Compute.Lowering;

/// <summary>
/// Kernels in blocked order, each made once and shared by all sessions: networks with and without edits, of other numbers of rows, and gradients have
/// the same kernels. They live as long as a session holds them. The kernel as the model file has it is let go of, since nothing else reads it.
/// </summary>
internal sealed class BlockedKernels(BlockedLayout layout)
{
    private readonly ConditionalWeakTable<Tensor, Forms> known = [];

    public BlockedLayout Layout => layout;

    public Tensor Get(Tensor kernel, KernelForm form) => known.GetOrCreateValue(kernel).Get(form, () => layout.Reorder(kernel, form));

    private sealed class Forms
    {
        private readonly Lock gate = new();
        private readonly WeakReference<Tensor>?[] tensors = new WeakReference<Tensor>?[Enum.GetValues<KernelForm>().Length];

        public Tensor Get(KernelForm form, Func<Tensor> make)
        {
            lock (gate)
            {
                if (tensors[(int)form] is { } reference && reference.TryGetTarget(out Tensor? found))
                {
                    return found;
                }

                Tensor made = make();
                tensors[(int)form] = new WeakReference<Tensor>(made);
                return made;
            }
        }
    }
}
