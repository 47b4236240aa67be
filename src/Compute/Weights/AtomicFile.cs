namespace ReCorD.Compute.Weights;

/// <summary>Writes files that are either complete or not there: into a temporary file beside the target, which then takes its name.</summary>
internal static class AtomicFile
{
    public static void Write(string path, Action<FileStream> write)
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a tensor's bytes, however many they are.</summary>
    public static unsafe void WriteData(Stream stream, Tensor tensor, CancellationToken cancellationToken = default)
    {
        const int Block = 1 << 20;
        byte* data = (byte*)tensor.Pointer;
        for (long offset = 0; offset < tensor.ByteLength; offset += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(new ReadOnlySpan<byte>(data + offset, (int)Math.Min(Block, tensor.ByteLength - offset)));
        }

        GC.KeepAlive(tensor);
    }
}
