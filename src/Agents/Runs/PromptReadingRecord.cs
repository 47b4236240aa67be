using ReCorD.Diffusion.Prompts;

namespace ReCorD.Agents.Runs;

/// <summary>What the prompt agent made of a text.</summary>
/// <param name="Text">As typed.</param>
/// <param name="Interactions">In the order of the text; empty where none was found.</param>
/// <param name="Corrected">Number of the interaction that the run corrects, counted from 1; it stands first in the sentence for the model. 0 where there is none.</param>
/// <param name="Reasoning">How the text was understood.</param>
/// <param name="Attempts">Answers it took.</param>
/// <param name="Fallback">Why the parser's reading stands in for the agent's; null where it does not.</param>
public sealed record PromptReadingRecord(string Text, IReadOnlyList<Interaction> Interactions, int Corrected, string Reasoning, int Attempts, string? Fallback);
