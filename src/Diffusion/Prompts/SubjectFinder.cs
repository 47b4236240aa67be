using static ReCorD.Diffusion.Prompts.EnglishWords;

namespace ReCorD.Diffusion.Prompts;

/// <summary>Finds who acts among the words before the verb: "in the park, a photo of an old man with a hat" gives "old man".</summary>
internal static class SubjectFinder
{
    /// <param name="words">The sentence.</param>
    /// <param name="end">Where the words before the verb end, exclusive.</param>
    public static WordRange? Find(IReadOnlyList<PromptSentence.Word> words, int end)
    {
        while (end > 0 && (IsConjunction(words[end - 1].Key) || IsAdverb(words[end - 1].Key)))
        {
            end--; // "a boy who is", "a boy slowly"
        }

        int start = Begin(words, end);
        int last = start;
        while (last < end && !EndsNoun(words, start, last))
        {
            last++;
        }

        return last > start ? new WordRange(start, last - 1) : null;
    }

    /// <summary>
    /// The first word of the subject's name, behind what introduces it. A comma within the name ("a tall, old man") is followed by no
    /// determiner.
    /// </summary>
    private static int Begin(IReadOnlyList<PromptSentence.Word> words, int end)
    {
        int start = 0;
        for (int index = 0; index < end; index++)
        {
            string key = words[index].Key;
            bool isIntroduction = (words[index].EndsPhrase && index + 1 < end && (IsDeterminer(words[index + 1].Key) || IsPreposition(words[start].Key)))
                || (key == "of" && index > 0 && IsMedium(words[index - 1].Key))
                || (IsBe(key) && index > 0 && words[index - 1].Key == "there");
            if (isIntroduction)
            {
                start = index + 1;
            }
        }

        if (start < end && IsPreposition(words[start].Key))
        {
            start = LastDeterminer(words, start, end); // "in the park a boy"
        }

        while (start < end && (IsDeterminer(words[start].Key) || words[start].Key.Length == 0))
        {
            start++;
        }

        return start;
    }

    private static int LastDeterminer(IReadOnlyList<PromptSentence.Word> words, int start, int end)
    {
        for (int index = end - 1; index >= start; index--)
        {
            if (IsDeterminer(words[index].Key))
            {
                return index;
            }
        }

        return end;
    }

    /// <summary>A preposition or a participle behind the first noun begins something said about the subject, not its name.</summary>
    private static bool EndsNoun(IReadOnlyList<PromptSentence.Word> words, int start, int index)
        => IsPreposition(words[index].Key) || IsBe(words[index].Key) || (index > start && IsParticiple(words[index].Key) && !BeginsCompound(words[index].Key));
}
