using System.Text.Json;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Runs;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>The first line of a recording.</summary>
public sealed record RecordingHeader
{
    /// <summary>The newest form that this program reads and the one that it writes.</summary>
    public const int NewestFormat = 1;

    /// <summary>Version of the form.</summary>
    public int Recording { get; init; } = NewestFormat;

    /// <summary>Program and version, as <c>ReCorD 0.1.0</c>.</summary>
    public required string Program { get; init; }

    /// <summary>How the run was asked for, so that people know what to replay it with; null: not known, as where a file holds many runs.</summary>
    public string? Command { get; init; }

    /// <summary>What the agents' questions rest on; null: not known, as where a file holds many runs.</summary>
    public RecordedRun? Run { get; init; }

    /// <summary>Provider of the recorded run's agents; stands in the records of runs that are replayed.</summary>
    public required string Provider { get; init; }

    /// <summary>Agents of the recorded run that had another one.</summary>
    public IReadOnlyList<AgentProviderRecord> AgentProviders { get; init; } = [];

    /// <summary>Models by the names of their providers, where they are known.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>A header from the first line of a file; null: it is none.</summary>
    internal static RecordingHeader? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RecordingHeader>(line, AgentJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
