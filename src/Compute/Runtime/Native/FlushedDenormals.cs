namespace ReCorD.Compute.Runtime.Native;

/// <summary>
/// Makes the calling thread flush tiny numbers to zero until disposal. ONNX Runtime sets this for the threads of its pool alone, but the caller of a run computes too: without
/// it a result would depend on which thread computed which part, and be slow where that was the caller's.
/// </summary>
/// <remarks>Only on x64, as in ONNX Runtime (<see cref="FloatingPointControl"/>).</remarks>
internal readonly ref struct FlushedDenormals
{
    private static readonly FloatingPointControl? Control = FloatingPointControl.Find();

    private readonly uint before;

    private FlushedDenormals(uint before) => this.before = before;

    /// <summary>Operands and results from here on, where the C library allows it.</summary>
    public static FlushedDenormals Begin() => new(Control?.Set(Control.FlushAll) ?? 0);

    /// <summary>
    /// Results only, for managed code that ONNX Runtime calls. .NET compiles methods on the thread that first calls them, and compares vectors of constants as numbers: where tiny operands
    /// count as zero it takes integers for zero that look like tiny numbers, and compiles wrong code (seen with .NET 10: the exponent of a power of two).
    /// </summary>
    public static FlushedDenormals BeginResults() => new(Control?.Set(Control.FlushResults) ?? 0);

    public void Dispose() => Control?.Set(before);
}
