using System.Text.Json;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Exchanges;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>
/// A recording that was read. Equal requests are answered in the order in which they were recorded; after the last one, by it again.
/// Safe to use from several threads.
/// </summary>
public sealed class Recording
{
    private readonly Lock gate = new();
    private readonly IReadOnlyList<RecordedExchange> exchanges;
    private readonly Dictionary<string, Queue<RecordedExchange>> byHash;

    private Recording(string path, RecordingHeader header, IReadOnlyList<RecordedExchange> exchanges, string? warning)
    {
        Path = path;
        Header = header;
        Warning = warning;
        this.exchanges = exchanges;
        byHash = exchanges.GroupBy(exchange => exchange.Hash).ToDictionary(group => group.Key, group => new Queue<RecordedExchange>(group));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    public RecordingHeader Header { get; }

    /// <summary>That the end of the file is missing, as after an interrupted run; null where it is whole.</summary>
    public string? Warning { get; }

    /// <exception cref="RecordingException">No such file, or a line that is not ours; the message names it. A last line that was cut off is a warning only.</exception>
    public static Recording Read(string path)
    {
        string[] lines = ReadLines(path);
        RecordingHeader header = ReadHeader(path, lines);
        List<RecordedExchange> exchanges = [];
        string? warning = null;
        for (int line = 1; line < lines.Length; line++)
        {
            try
            {
                exchanges.Add(JsonSerializer.Deserialize<RecordedExchange>(lines[line], AgentJson.Options) ?? throw new JsonException("The line is null."));
            }
            catch (JsonException) when (line == lines.Length - 1)
            {
                warning = $"The last line of the recording '{path}' is cut off, as after an interrupted run; {exchanges.Count} whole exchanges are used.";
            }
            catch (JsonException error)
            {
                throw new RecordingException($"Line {line + 1} of '{path}' is no recorded exchange: {error.Message} Take the line out or record anew with --record.", error);
            }
        }

        return new Recording(path, header, exchanges, warning);
    }

    /// <summary>Makes sure, before anything is drawn, that the recording can answer a run at all. Whether it knows every question shows when it is asked.</summary>
    /// <exception cref="RecordingException">It holds no answers though its run may have needed some, or those of another run; the message says which.</exception>
    public void EnsureFits(RecordedRun run)
    {
        bool mayHaveAskedNobody = Header.Run is not null && !Path.EndsWith(RecordingWriter.PartialSuffix, StringComparison.Ordinal);
        if (exchanges.Count == 0 && !mayHaveAskedNobody)
        {
            throw new RecordingException($"The recording '{Path}' holds no exchanges, and is not of one whole run that asked no agent: its run ended before the first answer, or does not stand in it. Make one with record generate --record FILE.");
        }

        string differences = Header.Run is { } recorded ? string.Join("; ", recorded.DifferencesFrom(run)) : "";
        if (differences.Length > 0)
        {
            string how = Header.Command is { } command ? $" ({command})" : "";
            throw new RecordingException($"The recording '{Path}' is of another run: there {differences}. Replay with the settings of the recorded run{how}, or record anew with --record.");
        }
    }

    /// <summary>What was recorded for a request of an agent.</summary>
    /// <exception cref="RecordingException">Nothing was; the message says how the request differs from the nearest recorded one.</exception>
    internal RecordedExchange Take(string? agent, CanonicalRequest request)
    {
        lock (gate)
        {
            return byHash.TryGetValue(request.Hash, out Queue<RecordedExchange>? found)
                ? found.Count > 1 ? found.Dequeue() : found.Peek()
                : throw new RecordingException(RequestDifference.Explain(this, agent, request, exchanges));
        }
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\n', '\r').Split('\n');
        }
        catch (FileNotFoundException error) when (File.Exists(path + RecordingWriter.PartialSuffix))
        {
            throw new RecordingException($"There is no recording '{path}', but '{path}{RecordingWriter.PartialSuffix}' of a run that did not come to its end. Replay that as far as it goes, or record anew with --record and another name, or with --force.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"The recording '{path}' cannot be read: {error.Message} Make one with record generate --record FILE.", error);
        }
    }

    private static RecordingHeader ReadHeader(string path, string[] lines)
    {
        if (RecordingHeader.TryRead(lines[0]) is not { } header)
        {
            throw new RecordingException($"'{path}' is no recording: its first line is no header. Make one with record generate --record FILE.");
        }

        return header.Recording <= RecordingHeader.NewestFormat
            ? header
            : throw new RecordingException($"The recording '{path}' has format {header.Recording}, but this program reads up to {RecordingHeader.NewestFormat}. Use the newer program that wrote it ({header.Program}).");
    }
}
