using System.IO.MemoryMappedFiles;

namespace ReCorD.Compute.Weights;

/// <summary>A file mapped into memory for reading. Tensors over it keep it alive; it is unmapped when disposed or no longer referred to.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private byte* start;

    /// <param name="stream">The file, not empty; owned from now on.</param>
    public MappedFile(FileStream stream)
    {
        Length = stream.Length;
        file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    // The handles free themselves, once the pointer is given back.
    ~MappedFile() => ReleasePointer();

    public long Length { get; }

    /// <summary>Address of a byte of the file.</summary>
    public nint At(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)Length, nameof(offset));
        return (nint)(start + offset);
    }

    public void Dispose()
    {
        ReleasePointer();
        view.Dispose();
        file.Dispose();
        GC.SuppressFinalize(this);
    }

    private void ReleasePointer()
    {
        if (start != null)
        {
            start = null;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
