using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>Where the parts of an interaction lie among the tokens.</summary>
internal static class PromptTokens
{
    /// <summary>
    /// Tokens of the subject, verb or object. The object is looked for after the verb, so that "a man is holding a man" finds the second.
    /// Null where truncation cut it off.
    /// </summary>
    public static TokenSpan? Find(TokenizedPrompt tokenized, InteractionPrompt prompt, string phrase)
    {
        TokenSpan? verb = prompt.Verb is null ? null : tokenized.Find(prompt.Verb);
        return phrase == prompt.Object && verb is { } span ? tokenized.Find(phrase, span) : tokenized.Find(phrase);
    }
}
