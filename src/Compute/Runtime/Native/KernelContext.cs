namespace ReCorD.Compute.Runtime.Native;

/// <summary>One run of a node of an operator of our own.</summary>
internal readonly record struct KernelContext(nint Context)
{
    /// <summary>Operands that are there, those left out at the end not counted.</summary>
    public int InputCount => OrtApi.KernelInputCount(Context);

    /// <summary>Data and sizes of an operand.</summary>
    public (nint Data, long[] Dimensions) Input(int index) => OrtApi.KernelInput(Context, index);

    /// <summary>Room for a result.</summary>
    public nint Output(int index, params long[] dimensions) => OrtApi.KernelOutput(Context, index, dimensions);

    /// <inheritdoc cref="ParallelWork.Run"/>
    public void Parallel(int count, Action<int> work) => ParallelWork.Run(Context, count, work);
}
