using System.Text.Json;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>
/// Writes a recording: JSON Lines, a header and then one exchange a line, each on the disk before the run goes on. Until <see cref="Complete"/> the
/// file has another name (<see cref="PartialSuffix"/>), under which a run that is interrupted leaves what it had heard so far; the next one writes
/// over it. Safe to use from several threads.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    /// <summary>At the end of the name of a recording that is not complete.</summary>
    public const string PartialSuffix = ".partial";

    private readonly Lock gate = new();
    private readonly StreamWriter writer;
    private readonly string path;
    private readonly string partial;
    private readonly bool overwrite;
    private bool hasExchanges;
    private bool isComplete;

    /// <param name="path">The file; its folder is made where it does not exist.</param>
    /// <param name="header">The first line.</param>
    /// <param name="overwrite">Whether an existing file is written over.</param>
    /// <exception cref="RecordingException">The file exists, or cannot be written.</exception>
    public RecordingWriter(string path, RecordingHeader header, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(header);
        this.path = path;
        this.overwrite = overwrite;
        partial = path + PartialSuffix;
        if (!overwrite && File.Exists(path))
        {
            throw new RecordingException($"The recording '{path}' exists already; give another name, or --force to write over it.");
        }

        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            writer = new StreamWriter(new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.Read)) { NewLine = "\n" };
            Write(header);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(error);
        }
    }

    /// <summary>Everything was recorded: the file gets its name.</summary>
    /// <exception cref="RecordingException">It cannot have it; what was recorded keeps the other one.</exception>
    public void Complete()
    {
        lock (gate)
        {
            try
            {
                writer.Dispose();
                File.Move(partial, path, overwrite);
                isComplete = true;
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
                writer.Dispose();
                if (!isComplete && !hasExchanges)
                {
                    File.Delete(partial);
                }
            }
            catch (IOException)
            {
                // Closing tries to write the rest once more; whoever wrote it was told. An empty file that cannot be deleted does no harm.
            }
        }
    }

    /// <exception cref="RecordingException">The file cannot be written, such as for want of room.</exception>
    internal void Write(RecordedExchange exchange)
    {
        try
        {
            Write<RecordedExchange>(exchange);
            hasExchanges = true;
        }
        catch (IOException error)
        {
            throw CannotWrite(error);
        }
    }

    private RecordingException CannotWrite(Exception error) => new($"The recording '{path}' cannot be written: {error.Message} Make room there, or give another file.", error);

    private void Write<T>(T line)
    {
        lock (gate)
        {
            writer.WriteLine(JsonSerializer.Serialize(line, AgentJson.Options));
            writer.Flush();
        }
    }
}
