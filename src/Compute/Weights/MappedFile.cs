using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace ReCorD.Compute.Weights;

/// <summary>A file mapped into memory for reading. Tensors over it keep it alive; it is unmapped when disposed or no longer referred to.</summary>
internal sealed unsafe partial class MappedFile : IDisposable, IReclaimable
{
    /// <summary>MADV_DONTNEED, of the same value on Linux and macOS.</summary>
    private const int AdviceDontNeed = 4;

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

    /// <summary>Lets the pages that lie wholly in the range leave this process's memory; the system reads them again when they are touched.</summary>
    public void Reclaim(nint pointer, long length)
    {
        long page = Environment.SystemPageSize;
        nint first = (nint)((pointer + page - 1) / page * page), end = (nint)((pointer + length) / page * page);
        if (end > first && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()))
        {
            // Only advice: where it fails, the pages stay.
            _ = Advise(first, (nuint)(end - first), AdviceDontNeed);
        }
    }

    public void Dispose()
    {
        ReleasePointer();
        view.Dispose();
        file.Dispose();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nint address, nuint length, int advice);

    private void ReleasePointer()
    {
        if (start != null)
        {
            start = null;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
