using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Lowering;

/// <summary>
/// The order in which ONNX Runtime convolves on processors (NCHWc): channels in blocks of as many as a vector register holds, the channels of a block
/// beside each other at every pixel. Kernels lie as [out/b, in/b, kH, kW, b in, b out].
/// </summary>
/// <param name="Block">Channels in a block: 16 with AVX-512, 8 with AVX2.</param>
internal sealed record BlockedLayout(int Block)
{
    /// <summary>Domain of ONNX Runtime's operators on blocked pictures: <c>ReorderInput</c>, <c>Conv</c>, <c>ReorderOutput</c>.</summary>
    public const string Domain = "com.microsoft.nchwc";

    /// <summary>Whether a kernel of this form consists of whole blocks.</summary>
    public bool Suits(TensorShape kernel) => kernel.Rank is 2 or 4 && kernel[0] % Block == 0 && kernel[1] % Block == 0;

    /// <summary>A node on blocked pictures. Their shapes are stated with the axes of plain ones.</summary>
    public static Value Emit(GraphBuilder g, string opType, IReadOnlyList<Value> operands, TensorShape shape, IReadOnlyDictionary<string, object>? attributes = null)
        => g.Emit(opType, operands, [(ElementType.Float32, shape)], attributes, Domain)[0];

    /// <summary>A copy of a kernel in blocked order, in the form asked for. A matrix [out, in] is a kernel of one pixel.</summary>
    public unsafe Tensor Reorder(Tensor kernel, KernelForm form)
    {
        long height = kernel.Shape.Rank == 2 ? 1 : kernel.Shape[2], width = kernel.Shape.Rank == 2 ? 1 : kernel.Shape[3];
        long kernelOut = kernel.Shape[0], kernelIn = kernel.Shape[1], pixels = height * width;
        bool turned = form == KernelForm.Turned;
        (long outs, long ins) = turned ? (kernelIn, kernelOut) : (kernelOut, kernelIn);
        (long outStride, long inStride) = turned ? (pixels, kernelIn * pixels) : (kernelIn * pixels, pixels);
        Tensor result = new(ElementType.Float32, new TensorShape(outs, ins, height, width));
        using TensorLease lease = kernel.Lease();
        float* source = (float*)lease.Pointer, target = (float*)result.Pointer;
        Parallel.For(0, outs / Block, block =>
        {
            float* blockTarget = target + (block * Block * ins * pixels);
            for (long first = 0; first < ins; first += Block)
            {
                CopyBlock(source + (block * Block * outStride) + (first * inStride), blockTarget + (first * Block * pixels), outStride, inStride, pixels, turned);
            }
        });
        return result;
    }

    /// <summary>One block of in- by one of out-channels, small enough for the first-level cache.</summary>
    private unsafe void CopyBlock(float* source, float* target, long outStride, long inStride, long pixels, bool turned)
    {
        for (long pixel = 0; pixel < pixels; pixel++)
        {
            float* from = source + (turned ? pixels - 1 - pixel : pixel);
            for (int channel = 0; channel < Block; channel++, target += Block)
            {
                float* row = from + (channel * inStride);
                for (int i = 0; i < Block; i++)
                {
                    target[i] = row[i * outStride];
                }
            }
        }
    }
}
