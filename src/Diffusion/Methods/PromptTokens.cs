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

    /// <summary>The object's tokens as a profile wants them; null where truncation cut them off.</summary>
    public static TokenSpan? Object(TokenizedPrompt tokenized, InteractionPrompt prompt, ObjectTokens tokens)
    {
        if (tokens == ObjectTokens.Phrase)
        {
            return Find(tokenized, prompt, prompt.Object!);
        }

        // The start token is at 0, so that the last of n one-token words is at n.
        int position = prompt.Text.Split(' ').Length;
        return position <= tokenized.Ids.Length - 2 ? new TokenSpan(position, 1) : null;
    }
}
