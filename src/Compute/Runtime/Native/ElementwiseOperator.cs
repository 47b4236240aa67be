using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Kernels.Elementwise;

namespace ReCorD.Compute.Runtime.Native;

/// <summary><see cref="ElementwiseKernel"/> as an operator: any number of inputs and outputs, and the attribute <c>program</c>, an encoded <see cref="ElementwiseProgram"/>.</summary>
internal sealed class ElementwiseOperator : OwnOperator
{
    /// <summary>Numbers that are worth a piece of work of its own.</summary>
    private const long SmallestPart = 16384;

    /// <summary>Pieces for each processor, so that one that is held up leaves its share to the others.</summary>
    private const int PartsPerProcessor = 4;

    public override string Name => OwnOperators.Elementwise;

    public override int InputCount => 1;

    public override int OutputCount => 1;

    public override bool IsVariadic => true;

    public override Action<KernelContext> CreateKernel(KernelAttributes attributes)
    {
        ElementwiseProgram program = ElementwiseProgram.Decode(attributes.Integers(OwnOperators.ProgramAttribute));
        ElementwiseKernel kernel = new(program);
        return context => Compute(program, kernel, context);
    }

    private static void Compute(ElementwiseProgram program, ElementwiseKernel kernel, KernelContext context)
    {
        nint[] operands = [.. Enumerable.Range(0, context.InputCount).Select(index => context.Input(index).Data)];
        nint[] results = [.. program.Shapes.Select((shape, index) => context.Output(index, shape.ToArray()))];
        long numbers = program.Lengths.Outer * program.Lengths.Middle * program.Lengths.Inner;
        long parts = Math.Min(Math.Clamp(numbers / SmallestPart, 1, PartsPerProcessor * Environment.ProcessorCount), kernel.ChunkCount);
        context.Parallel((int)parts, part => kernel.Run(operands, results, kernel.ChunkCount * part / parts, kernel.ChunkCount * (part + 1) / parts));
    }
}
