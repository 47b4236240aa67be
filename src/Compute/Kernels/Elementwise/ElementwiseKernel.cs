using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels.Elementwise;

/// <summary>
/// Runs a program some hundred numbers at a time, so that what the steps give one another stays in the first-level cache and memory is read and written once. Rows of a step are
/// long enough for the choice of its operation to cost little.
/// </summary>
internal sealed unsafe class ElementwiseKernel
{
    private const int Lanes = TileProduct.Lanes;

    /// <summary>Numbers at a time: 2 KiB for each step's result.</summary>
    private const int Chunk = 512;

    private readonly ElementwiseProgram program;

    /// <summary>The first place that each step's result goes to; -1 where it is needed by other steps only.</summary>
    private readonly int[] places;

    public ElementwiseKernel(ElementwiseProgram program)
    {
        this.program = program;
        int[] given = [.. program.Results.Select(result => result.Step)];
        places = [.. Enumerable.Range(0, program.Steps.Length).Select(step => Array.IndexOf(given, step))];
    }

    /// <summary>Pieces of work, which may be done in any order and at once.</summary>
    public long ChunkCount => program.Lengths.Outer * program.Lengths.Middle * ChunksPerRow;

    private long ChunksPerRow => (program.Lengths.Inner + Chunk - 1) / Chunk;

    /// <param name="operands">Data of each operand tensor.</param>
    /// <param name="results">Likewise of each result.</param>
    /// <param name="first">First piece.</param>
    /// <param name="end">The one after the last.</param>
    public void Run(nint[] operands, nint[] results, long first, long end)
    {
        int operandCount = program.Operands.Length, steps = program.Steps.Length;
        using NativeBuffer rows = new(((long)operandCount * Lanes) + ((long)steps * Chunk));
        ElementwiseSource[] sources = new ElementwiseSource[operandCount + steps];
        for (long chunk = first; chunk < end; chunk++)
        {
            long row = chunk / ChunksPerRow, start = chunk % ChunksPerRow * Chunk;
            Place place = new(row / program.Lengths.Middle, row % program.Lengths.Middle, start, (int)Math.Min(Chunk, program.Lengths.Inner - start));
            for (int i = 0; i < operandCount; i++)
            {
                sources[i] = Operand(program.Operands[i], operands, place, rows.Data + ((long)i * Lanes));
            }

            for (int i = 0; i < steps; i++)
            {
                float* into = places[i] < 0 ? rows.Data + ((long)operandCount * Lanes) + ((long)i * Chunk) : Address(program.Results[places[i]].Access, results, place);
                ElementwiseStep step = program.Steps[i];
                ElementwiseFunctions.Apply(step.Operation, sources[step.Left], sources[step.Right], into, place.Count);
                sources[operandCount + i] = new ElementwiseSource((nint)into, Lanes);
            }

            CopyFurther(results, place, sources);
        }
    }

    /// <summary>A number that repeats is written to a vector once.</summary>
    private static ElementwiseSource Operand(ElementwiseAccess access, nint[] operands, Place place, float* repeated)
    {
        float* data = Address(access, operands, place);
        if (access.Inner != 0)
        {
            return new ElementwiseSource((nint)data, Lanes);
        }

        Vector512.Create(*data).Store(repeated);
        return new ElementwiseSource((nint)repeated, 0);
    }

    private static float* Address(ElementwiseAccess access, nint[] tensors, Place place)
        => (float*)tensors[access.Tensor] + access.Offset + (place.Outer * access.Outer) + (place.Middle * access.Middle) + (place.Inner * access.Inner);

    /// <summary>Results that go to more than one place.</summary>
    private void CopyFurther(nint[] results, Place place, ElementwiseSource[] sources)
    {
        for (int i = 0; i < program.Results.Length; i++)
        {
            ElementwiseResult result = program.Results[i];
            if (places[result.Step] != i)
            {
                new ReadOnlySpan<float>(sources[program.Operands.Length + result.Step].Data, place.Count).CopyTo(new Span<float>(Address(result.Access, results, place), place.Count));
            }
        }
    }

    /// <summary>Where the three loops are, and how many numbers to do from there.</summary>
    private readonly record struct Place(long Outer, long Middle, long Inner, int Count);
}
