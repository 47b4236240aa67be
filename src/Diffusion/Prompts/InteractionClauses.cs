using static ReCorD.Diffusion.Prompts.EnglishWords;

namespace ReCorD.Diffusion.Prompts;

/// <summary>
/// Finds the interactions of an English text clause by clause: at "and", "while" and the like, commas and full stops, with the subject taken over
/// where a clause lacks one ("… and holding a cup"), pronouns for what was named before ("there is a ball and a boy kicks it"), the simple
/// present and the passive. Questions and negations say nothing. What it cannot read it leaves out: texts in other languages give nothing.
/// </summary>
public static class InteractionClauses
{
    /// <summary>The interactions in the order of the text, all of them such that <see cref="InteractionSentence"/> can say them; empty where none was found.</summary>
    public static IReadOnlyList<Interaction> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        PromptSentence sentence = PromptSentence.Read(text);
        ClauseReader reader = new();
        foreach (Clause clause in Split(sentence))
        {
            reader.Read(clause);
        }

        return [.. reader.Found.Where(one => InteractionSentence.Check(one).Count == 0)];
    }

    /// <summary>The words between conjunctions and marks; a clause knows whether "and" stands before it.</summary>
    private static List<Clause> Split(PromptSentence sentence)
    {
        List<Clause> clauses = [];
        bool[] asked = SentenceMood.Questions(sentence);
        int start = 0;
        bool joined = false;
        for (int index = 0; index <= sentence.Words.Count; index++)
        {
            bool ends = index == sentence.Words.Count;
            bool parts = !ends && Parts(sentence.Words[index].Key);
            if ((ends || parts || (index > 0 && sentence.Words[index - 1].EndsPhrase)) && index > start)
            {
                if (!asked[start])
                {
                    clauses.Add(new Clause([.. sentence.Words.Skip(start).Take(index - start).Select(word => sentence.Text[word.Start..word.End])], joined));
                }

                joined = false;
                start = index;
            }

            if (parts)
            {
                joined = sentence.Words[index].Key == "and";
                start = index + 1;
            }
        }

        return clauses;
    }

    private static bool Parts(string key) => key is "and" or "while" or "but" or "then" or "when" or "as";

    /// <param name="Words">As written, without the marks around them.</param>
    /// <param name="FollowsAnd">Whether it adds to the clause before it.</param>
    internal sealed record Clause(string[] Words, bool FollowsAnd);
}
