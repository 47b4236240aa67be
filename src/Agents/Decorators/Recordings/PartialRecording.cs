using System.Globalization;
using System.Text;
using System.Text.Json;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>What a run that did not come to its end has left of its recording.</summary>
/// <param name="Header">Its first line; null: it is no recording.</param>
/// <param name="Exchanges">Whole lines after that.</param>
/// <param name="Length">Bytes of all whole lines.</param>
/// <param name="IsEmpty">There is nothing in it that could be lost.</param>
internal sealed record PartialRecording(RecordingHeader? Header, int Exchanges, long Length, bool IsEmpty)
{
    /// <summary>Reads an open file from its beginning.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PartialRecording Read(Stream file)
    {
        file.Position = 0;
        using MemoryStream all = new();
        file.CopyTo(all);
        ReadOnlySpan<byte> content = all.GetBuffer().AsSpan(0, (int)all.Length);
        int end = content.LastIndexOf((byte)'\n') + 1;
        string[] lines = Encoding.UTF8.GetString(content[..end]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        RecordingHeader? header = lines.Length == 0 ? null : RecordingHeader.TryRead(lines[0]);
        int exchanges = header is null ? 0 : lines.Length - 1;
        return new PartialRecording(header, exchanges, end, IsEmpty: content.IsEmpty || (header is not null && exchanges == 0));
    }

    /// <summary>Whether exchanges under another header may follow: all but the program's version must be the same.</summary>
    public bool Fits(RecordingHeader header) =>
        Header is not null && JsonSerializer.Serialize(Header with { Program = header.Program }, AgentJson.Options) == JsonSerializer.Serialize(header, AgentJson.Options);

    /// <summary>What would be lost, and how it can be used, as sentences.</summary>
    public string Describe(string path) => Header is null
        ? $"'{path}' lies where the recording is to be written, but is none."
        : string.Create(CultureInfo.InvariantCulture, $"'{path}' holds {Exchanges} exchanges of a run that did not come to its end. They can be replayed as far as they go: record generate --replay '{path}', or a provider of the kind 'recorded' with that file.");
}
