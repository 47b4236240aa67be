using System.Text.Json;
using ReCorD.Agents.Conversations;
using ReCorD.Compute;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>
/// Writes a recording: JSON Lines, a header and then one exchange a line, each on the disk before the run goes on. Until <see cref="Complete"/> the
/// file has another name (<see cref="PartialSuffix"/>), under which a run that is interrupted leaves what it had heard so far. Nobody else can open
/// the file meanwhile. Safe to use from several threads.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    /// <summary>At the end of the name of a recording that is not complete.</summary>
    public const string PartialSuffix = ".partial";

    private const string Remedies = "Give another name, delete it, or let record generate write over it with --force.";

    private readonly Lock gate = new();
    private readonly FileStream file;
    private readonly string path;
    private readonly string partial;
    private readonly bool overwrite;

    /// <summary>Whether the partial file holds what must not be lost.</summary>
    private bool isKept = true;

    /// <param name="path">The file; its folder is made where it does not exist.</param>
    /// <param name="header">The first line.</param>
    /// <param name="earlier">What becomes of an earlier recording there.</param>
    /// <exception cref="RecordingException">A recording is there that is to be kept, another run writes it, or it cannot be written.</exception>
    public RecordingWriter(string path, RecordingHeader header, EarlierRecording earlier = EarlierRecording.Refuse)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(header);
        this.path = path;
        overwrite = earlier == EarlierRecording.Replace;
        partial = path + PartialSuffix;
        Prepare();
        file = Open();
        try
        {
            Begin(header, earlier);
        }
        catch (IOException error)
        {
            Dispose();
            throw CannotWrite(error);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Everything was recorded: the file gets its name.</summary>
    /// <exception cref="RecordingException">It cannot have it; what was recorded keeps the other one.</exception>
    public void Complete()
    {
        lock (gate)
        {
            isKept = true;
            try
            {
                file.Dispose();
                AtomicFile.Move(partial, path, overwrite);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new RecordingException($"The recording '{partial}' is complete but cannot be renamed to '{path}': {error.Message} Replay it from where it lies, or rename it.", error);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            try
            {
                file.Dispose();
                if (!isKept)
                {
                    File.Delete(partial);
                    isKept = true;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Whoever wrote it was told. A file without exchanges does no harm: the next run writes over it.
            }
        }
    }

    /// <exception cref="RecordingException">The file cannot be written, such as for want of room.</exception>
    internal void Write(RecordedExchange exchange)
    {
        lock (gate)
        {
            try
            {
                Append(exchange);
                isKept = true;
            }
            catch (IOException error)
            {
                throw CannotWrite(error);
            }
        }
    }

    /// <summary>Makes sure that the file can have its name in the end.</summary>
    private void Prepare()
    {
        try
        {
            DeviceFiles.Refuse(path);
            DeviceFiles.Refuse(partial);
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(error);
        }

        if (!overwrite && File.Exists(path))
        {
            throw new RecordingException($"The recording '{path}' exists already. {Remedies}");
        }
    }

    private FileStream Open()
    {
        try
        {
            // Without a buffer, so that nothing is left to be written when it is closed.
            return new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (File.Exists(partial))
        {
            throw new RecordingException($"The recording '{partial}' is being written by another run, or read. Wait for the end of that, or give another file. ({error.Message})", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(error);
        }
    }

    /// <summary>Looks at what an earlier run has left, and writes the header where it does not stand already.</summary>
    private void Begin(RecordingHeader header, EarlierRecording earlier)
    {
        PartialRecording left = PartialRecording.Read(file);
        if (!overwrite && !left.IsEmpty)
        {
            if (earlier != EarlierRecording.Continue || left.Header is null)
            {
                throw new RecordingException($"{left.Describe(partial)} {Remedies}");
            }

            if (!left.Fits(header))
            {
                throw new RecordingException($"{left.Describe(partial)} Its first line is of another run or other models, so this run cannot go on with it. Give another name, or delete it.");
            }

            // A line that a kill has cut goes; its request is made again.
            file.SetLength(left.Length);
            file.Position = left.Length;
            return;
        }

        isKept = false;
        file.SetLength(0);
        file.Position = 0;
        Append(header);
    }

    private void Append<T>(T line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, AgentJson.Options), (byte)'\n'];
        long end = file.Position;
        try
        {
            file.Write(bytes);
        }
        catch
        {
            // A part of a line would make the file unreadable, should there be room for the next one.
            file.SetLength(end);
            file.Position = end;
            throw;
        }
    }

    private RecordingException CannotWrite(Exception error) => new($"The recording '{path}' cannot be written: {error.Message} Make room there, or give another file.", error);
}
