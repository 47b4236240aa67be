using ReCorD.Experiments.Definition;

namespace ReCorD.Experiments.Tasks;

/// <summary>One cell of the matrix.</summary>
/// <param name="Prompt">The prompt variant.</param>
/// <param name="Provider">The chat model.</param>
/// <param name="Test">The test, with the settings of the prompt variant among its vars.</param>
/// <param name="Repeat">Which repetition, from 0.</param>
public sealed record TaskItem(PromptVariant Prompt, ProviderVariant Provider, TestCase Test, int Repeat);
