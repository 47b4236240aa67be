using static ReCorD.Diffusion.Prompts.EnglishWords;

namespace ReCorD.Diffusion.Prompts;

/// <summary>Tells what a sentence only asks or denies from what it says: neither shows somebody doing something.</summary>
internal static class SentenceMood
{
    /// <summary>For each word whether its sentence is a question: by its mark, or by the order of its first words ("why is a boy …").</summary>
    public static bool[] Questions(PromptSentence sentence)
    {
        IReadOnlyList<PromptSentence.Word> words = sentence.Words;
        bool[] asked = new bool[words.Count];
        int start = 0;
        for (int index = 0; index < words.Count; index++)
        {
            bool ends = words[index].SentenceEnd is not null || index == words.Count - 1;
            if (ends)
            {
                Array.Fill(asked, words[index].SentenceEnd == '?' || BeginsQuestion(words, start, index), start, index - start + 1);
                start = index + 1;
            }
        }

        return asked;
    }

    /// <summary>Whether somebody is said not to do it: "is not kicking", "never kicks", "no boy is kicking", "is kicking no ball".</summary>
    public static bool IsNegated(IReadOnlyList<PromptSentence.Word> words, int verb, WordRange? subject, WordRange? @object)
    {
        for (int index = verb - 1; index >= 0 && (IsAdverb(words[index].Key) || IsBe(words[index].Key) || IsNegation(words[index].Key)); index--)
        {
            if (IsNegation(words[index].Key) && words[index + 1].Key != "only")
            {
                return true;
            }
        }

        bool noLonger = verb >= 2 && words[verb - 1].Key == "longer" && words[verb - 2].Key == "no";
        return noLonger || IsNone(words, subject) || IsNone(words, @object);
    }

    private static bool IsNone(IReadOnlyList<PromptSentence.Word> words, WordRange? named) =>
        named is { First: int first } && (words[first].Key is "nobody" or "nothing" or "none" || (first > 0 && words[first - 1].Key == "no"));

    /// <summary>A question without a mark: "is a boy …", "why is …", "how many boys …". A name can begin like an auxiliary (Will, May), so few of those count; "be" and "being" begin orders and participles.</summary>
    private static bool BeginsQuestion(IReadOnlyList<PromptSentence.Word> words, int start, int last)
    {
        if (start >= last)
        {
            return false;
        }

        string first = words[start].Key, second = words[start + 1].Key;
        return first switch
        {
            "why" or "whose" or "which" => true,
            "how" when second is "many" or "much" => true,
            "who" or "what" or "where" or "when" or "how" => IsFiniteBe(second) || second is "do" or "does" or "did" or "can" or "could" or "will" or "would" or "should",
            // "Do not crop the picture" is an order.
            "do" or "does" or "did" => !IsNegation(second),
            _ => IsFiniteBe(first) && !IsParticiple(second) && !IsAdverb(second),
        };
    }
}
