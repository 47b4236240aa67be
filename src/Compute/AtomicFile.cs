namespace ReCorD.Compute;

/// <summary>Writes files that are either complete or not there: into a temporary file beside the target, which then takes its name.</summary>
public static class AtomicFile
{
    /// <param name="path">The target; its folder exists.</param>
    /// <param name="write">Writes the contents.</param>
    /// <param name="overwrite">Whether a file of that name is replaced. Default: yes.</param>
    /// <exception cref="IOException">It cannot be written, or is there already and is not to be replaced.</exception>
    public static void Write(string path, Action<FileStream> write, bool overwrite = true)
    {
        ArgumentNullException.ThrowIfNull(write);
        DeviceFiles.Refuse(path);
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            Move(temporary, full, overwrite);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Gives a written file its name, where no device, pipe or socket has that name.</summary>
    /// <param name="source">The file, in the folder of the target.</param>
    /// <param name="target">The name.</param>
    /// <param name="overwrite">Whether a file of that name is replaced. Default: yes.</param>
    /// <exception cref="IOException">It cannot have the name.</exception>
    public static void Move(string source, string target, bool overwrite = true)
    {
        DeviceFiles.Refuse(target);
        File.Move(source, target, overwrite);
    }

    /// <summary>Writes a tensor's bytes, however many they are.</summary>
    internal static unsafe void WriteData(Stream stream, Tensor tensor, CancellationToken cancellationToken = default)
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
