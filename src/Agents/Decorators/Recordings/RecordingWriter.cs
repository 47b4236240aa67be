using System.Text.Json;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>
/// Writes a recording: JSON Lines, a header and then one exchange a line, each on the disk before the run goes on. A run that is
/// interrupted leaves what it had heard so far. Safe to use from several threads.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter writer;
    private readonly string path;
    private bool hasFailed;

    /// <param name="path">The file; its folder is made where it does not exist.</param>
    /// <param name="header">The first line.</param>
    /// <param name="overwrite">Whether an existing file is written over.</param>
    /// <exception cref="RecordingException">The file exists, or cannot be written.</exception>
    public RecordingWriter(string path, RecordingHeader header, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(header);
        this.path = path;
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

            writer = new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read)) { NewLine = "\n" };
            Write(header);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(error);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            try
            {
                writer.Dispose();
            }
            catch (IOException) when (hasFailed)
            {
                // It tries to write the rest once more; whoever wrote it was told.
            }
        }
    }

    /// <exception cref="RecordingException">The file cannot be written, such as for want of room.</exception>
    internal void Write(RecordedExchange exchange)
    {
        try
        {
            Write<RecordedExchange>(exchange);
        }
        catch (IOException error)
        {
            hasFailed = true;
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
