using ReCorD.Agents.Runs;
using ReCorD.Diffusion.Prompts;

namespace ReCorD.Agents.Prompting;

/// <summary>A text as it was understood.</summary>
public sealed record PromptReading
{
    /// <summary>What the diffusion model is asked for.</summary>
    public required InteractionPrompt Prompt { get; init; }

    /// <summary>What the prompt agent made of the text; null where it was not asked.</summary>
    public PromptReadingRecord? Record { get; init; }

    /// <summary>What was said with the chat model.</summary>
    public IReadOnlyList<TranscriptEntry> Transcript { get; init; } = [];

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Wall time it took; 0 where no agent was asked.</summary>
    public double Seconds { get; init; }
}
