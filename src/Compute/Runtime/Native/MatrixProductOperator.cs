using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Runtime.Native;

/// <summary><see cref="MatrixProduct"/> as an operator: inputs a [rows, inner], b [inner, columns] ([columns, inner] where the attribute <c>transB</c> is 1) and, optional, bias [columns]; output [rows, columns].</summary>
internal sealed unsafe class MatrixProductOperator : OwnOperator
{
    public override string Name => OwnOperators.MatrixProduct;

    public override int InputCount => 3;

    public override int OptionalInputCount => 1;

    public override int OutputCount => 1;

    public override Action<KernelContext> CreateKernel(KernelAttributes attributes)
    {
        bool isTransposed = attributes.Integer(OwnOperators.TransposeRightAttribute) == 1;
        return context => Compute(isTransposed, context);
    }

    private static void Compute(bool isTransposed, KernelContext context)
    {
        (nint left, long[] leftSize) = context.Input(0);
        (nint right, long[] rightSize) = context.Input(1);
        MatrixProductShape shape = new((int)leftSize[0], (int)leftSize[1], (int)rightSize[isTransposed ? 0 : 1], isTransposed);
        MatrixProductTensors tensors = new()
        {
            Left = (float*)left, Right = (float*)right, Bias = context.InputCount > 2 ? (float*)context.Input(2).Data : null, Result = (float*)context.Output(0, shape.Rows, shape.Columns),
        };
        MatrixProduct work = new(shape, tensors, Environment.ProcessorCount);
        context.Parallel(work.PartCount, work.RunPart);
    }
}
