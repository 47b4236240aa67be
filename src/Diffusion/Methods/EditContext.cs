using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>What a run knows when it asks its profile for a schedule of edits.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Steps">Steps of the run.</param>
/// <param name="Intransitive">Tokens of y'.</param>
/// <param name="Full">Tokens of y.</param>
/// <param name="ObjectTokens">The object's tokens in y.</param>
/// <param name="Tokens">Length of the padded sequences.</param>
/// <param name="HasBox">Whether the run corrects.</param>
internal sealed record EditContext(
    RecordProfile Profile, int Steps, TokenizedPrompt Intransitive, TokenizedPrompt Full, TokenSpan ObjectTokens, int Tokens, bool HasBox);
