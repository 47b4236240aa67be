using System.Runtime.InteropServices;

namespace ReCorD.Compute.Kernels;

/// <summary>Memory of a kernel while it runs, at the start of a cache line, uncleared.</summary>
internal sealed unsafe class NativeBuffer(long length) : IDisposable
{
    private const int CacheLine = 64;

    public float* Data { get; private set; } = (float*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(float)), CacheLine);

    public long Length => length;

    public void Clear() => NativeMemory.Clear(Data, (nuint)(length * sizeof(float)));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where memory runs out while a kernel takes several buffers, nobody disposes those that it has.</summary>
    ~NativeBuffer() => Free();

    private void Free()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
    }
}
