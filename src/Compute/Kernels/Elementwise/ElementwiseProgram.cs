using System.Collections.Immutable;

namespace ReCorD.Compute.Kernels.Elementwise;

/// <summary>Elementwise operations on one another's results, to be done in one pass through memory.</summary>
internal sealed record ElementwiseProgram
{
    /// <summary>Lengths of the three loops. The innermost is a multiple of the numbers in a vector.</summary>
    public required (long Outer, long Middle, long Inner) Lengths { get; init; }

    public required ImmutableArray<ElementwiseAccess> Operands { get; init; }

    public required ImmutableArray<ElementwiseStep> Steps { get; init; }

    /// <summary>Some step's results, each in a place of its own.</summary>
    public required ImmutableArray<ElementwiseResult> Results { get; init; }

    /// <summary>Shapes of the tensors that the results fill.</summary>
    public required ImmutableArray<TensorShape> Shapes { get; init; }

    /// <summary>The program as a list of integers, as a node's attribute holds it.</summary>
    public long[] Encode() =>
    [
        Lengths.Outer, Lengths.Middle, Lengths.Inner,
        Operands.Length, .. Operands.SelectMany(Encode),
        Steps.Length, .. Steps.SelectMany(step => new long[] { (long)step.Operation, step.Left, step.Right }),
        Results.Length, .. Results.SelectMany(result => Encode(result.Access).Prepend(result.Step)),
        Shapes.Length, .. Shapes.SelectMany(shape => shape.Prepend(shape.Rank)),
    ];

    /// <summary>The inverse of <see cref="Encode()"/>.</summary>
    public static ElementwiseProgram Decode(long[] code)
    {
        int next = 0;
        long Read() => code[next++];
        ImmutableArray<T> ReadAll<T>(Func<T> one) => [.. Enumerable.Range(0, (int)Read()).Select(_ => one())];
        ElementwiseAccess Access() => new((int)Read(), Read(), Read(), Read(), Read());
        return new ElementwiseProgram
        {
            Lengths = (Read(), Read(), Read()),
            Operands = ReadAll(Access),
            Steps = ReadAll(() => new ElementwiseStep((ElementwiseOperation)Read(), (int)Read(), (int)Read())),
            Results = ReadAll(() => new ElementwiseResult((int)Read(), Access())),
            Shapes = ReadAll(() => new TensorShape([.. ReadAll(Read)])),
        };
    }

    private static IEnumerable<long> Encode(ElementwiseAccess access) => [access.Tensor, access.Offset, access.Outer, access.Middle, access.Inner];
}
