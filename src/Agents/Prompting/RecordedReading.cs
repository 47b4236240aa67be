using ReCorD.Agents.Runs;

namespace ReCorD.Agents.Prompting;

/// <summary>What the prompt agent made of a text in a run that is repeated, and what was said about it.</summary>
public sealed record RecordedReading(PromptReadingRecord Record, IReadOnlyList<TranscriptEntry> Transcript)
{
    /// <summary>The reading of a record; null where no prompt agent was asked.</summary>
    public static RecordedReading? From(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.PromptReading is { } reading ? new RecordedReading(reading, [.. record.Transcript.Where(entry => entry.Agent == PromptAgent.Name)]) : null;
    }
}
