using ReCorD.Diffusion.Prompts;

namespace ReCorD.Plugins.Scenes;

/// <summary>The interactions that an agent found in a text, and why.</summary>
/// <param name="Interactions">In the order of the text; empty where it holds none.</param>
/// <param name="Reasoning">How the text was understood.</param>
public sealed record InteractionReading(IReadOnlyList<Interaction> Interactions, string Reasoning);
