using static ReCorD.Diffusion.Prompts.EnglishWords;

namespace ReCorD.Diffusion.Prompts;

/// <summary>Finds the particle and the object behind the verb: "sitting on a wooden chair in the park" gives "on" and "wooden chair".</summary>
internal static class ObjectFinder
{
    /// <summary>Words that one object's name may have; more is a sentence without shape.</summary>
    private const int LongestName = 8;

    /// <param name="words">The sentence.</param>
    /// <param name="verb">The verb's word.</param>
    /// <param name="particleEnd">The last word of the verb's particle; the verb's own word where it has none or no object follows.</param>
    public static WordRange? Find(IReadOnlyList<PromptSentence.Word> words, int verb, out int particleEnd)
    {
        particleEnd = verb;
        int index = verb + 1;
        if (words[verb].EndsPhrase)
        {
            return null;
        }

        while (index < words.Count && IsAdverb(words[index].Key) && !IsPreposition(words[index].Key))
        {
            index++;
        }

        int afterParticle = SkipParticle(words, index);
        if (FindNoun(words, afterParticle) is not { } noun)
        {
            return null;
        }

        particleEnd = afterParticle > index ? afterParticle - 1 : verb;
        return noun;
    }

    /// <summary>A phrase such as "in front of", else up to two prepositions ("up on").</summary>
    private static int SkipParticle(IReadOnlyList<PromptSentence.Word> words, int index)
    {
        foreach (string[] phrase in ParticlePhrases.Where(phrase => index + phrase.Length <= words.Count))
        {
            if (phrase.Select((word, offset) => words[index + offset].Key == word).All(static same => same))
            {
                return index + phrase.Length;
            }
        }

        int end = index;
        while (end < words.Count && end < index + 2 && IsPreposition(words[end].Key) && !words[end].EndsPhrase)
        {
            end++;
        }

        return end;
    }

    private static WordRange? FindNoun(IReadOnlyList<PromptSentence.Word> words, int index)
    {
        while (index < words.Count && IsDeterminer(words[index].Key) && !words[index].EndsPhrase)
        {
            index++;
        }

        int first = index;
        int last = first - 1;
        for (; index < words.Count && index < first + LongestName; index++)
        {
            bool continues = words[index].Key == "of" && index > first && index + 1 < words.Count;
            if (!continues && EndsName(words, first, index))
            {
                break;
            }

            if (!continues && !(IsDeterminer(words[index].Key) && words[index - 1].Key == "of"))
            {
                last = index;
            }

            if (words[index].EndsPhrase)
            {
                break;
            }
        }

        return last >= first ? new WordRange(first, last) : null;
    }

    private static bool EndsName(IReadOnlyList<PromptSentence.Word> words, int first, int index)
    {
        string key = words[index].Key;
        bool followsOf = index > first && words[index - 1].Key == "of";
        return key.Length == 0 || IsPreposition(key) || IsConjunction(key) || IsBe(key)
            || (IsDeterminer(key) && !followsOf)
            || (index > first && (IsAdverb(key) || (IsParticiple(key) && !BeginsCompound(key))))
            || (key == "next" && index + 1 < words.Count && words[index + 1].Key == "to");
    }
}
