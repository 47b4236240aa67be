using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>
/// <see cref="AttentionGradient"/> as an operator: inputs query, key, value, result and the result's gradient, outputs the gradients of the first three, attribute
/// <c>num_heads</c>; all [rows, queries or keys, heads * size].
/// </summary>
internal sealed unsafe class AttentionGradientOperator : OwnOperator
{
    public override string Name => OwnOperators.AttentionGradient;

    public override int InputCount => 5;

    public override int OutputCount => 3;

    public override Action<KernelContext> CreateKernel(KernelAttributes attributes)
    {
        int heads = (int)attributes.Integer(OwnOperators.HeadsAttribute);
        return context => Compute(heads, context);
    }

    private static void Compute(int heads, KernelContext context)
    {
        (nint query, long[] queries) = context.Input(0);
        (nint key, long[] keys) = context.Input(1);
        AttentionTensors tensors = new()
        {
            Query = (float*)query, Key = (float*)key, Value = (float*)context.Input(2).Data, Result = (float*)context.Input(3).Data, ResultGradient = (float*)context.Input(4).Data,
            QueryGradient = (float*)context.Output(0, queries), KeyGradient = (float*)context.Output(1, keys), ValueGradient = (float*)context.Output(2, keys),
        };
        AttentionShape shape = new((int)queries[0], heads, (int)queries[1], (int)keys[1], (int)(queries[2] / heads));
        using AttentionGradient work = new(shape, tensors);
        context.Parallel(work.PartCount, work.RunPart);
        context.Parallel(work.HeadCount, work.JoinHead);
    }
}
