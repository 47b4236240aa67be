using static ReCorD.Diffusion.Prompts.EnglishWords;

namespace ReCorD.Diffusion.Prompts;

/// <summary>
/// Finds subject, verb and object in an English sentence "{subject} is {verb-ing} {object}", by the closed word classes alone: any noun
/// and any verb will do. Also taken: "a boy kicking a ball" and, where an article follows the verb, "the man rides a horse".
/// </summary>
/// <remarks>
/// What comes behind the object ("… in the park") stays in the text and belongs to no part. The main verb is that behind a form of "to be";
/// a participle counts only where there is none. Questions and negations have no interaction: they show nobody doing it. Time is linear in
/// the length of the prompt.
/// </remarks>
public static class InteractionPromptParser
{
    private const string Form = "ReCorD needs the form \"{subject} is {verb-ing} {object}\", such as \"a boy is kicking a ball\".";

    /// <summary>Parses a prompt.</summary>
    /// <param name="text">The prompt. Control characters and line ends count as spaces.</param>
    /// <param name="form">Where the intransitive prompt ends. Default: with the verb, as in the paper.</param>
    /// <returns>The parts; where one was not found, <see cref="InteractionPrompt.HasInteraction"/> is false and the hint says which.</returns>
    /// <exception cref="PromptException">The prompt is empty.</exception>
    public static InteractionPrompt Parse(string text, IntransitiveForm form = IntransitiveForm.Verb)
    {
        ArgumentNullException.ThrowIfNull(text);
        PromptSentence sentence = PromptSentence.Read(text);
        if (sentence.Text.Length == 0)
        {
            throw new PromptException($"The prompt is empty. {Form}");
        }

        if (FindVerb(sentence.Words) is not { } verb)
        {
            return new InteractionPrompt { Text = sentence.Text, Hint = $"No verb was found in \"{Shorten(sentence.Text)}\". {Form}" };
        }

        WordRange? subject = SubjectFinder.Find(sentence.Words, verb.SubjectEnd);
        WordRange? @object = ObjectFinder.Find(sentence.Words, verb.Word, out int particleEnd);
        if (NotSaid(sentence, verb.Word, subject, @object) is { } hint)
        {
            return new InteractionPrompt { Text = sentence.Text, Hint = hint };
        }

        bool isWhole = subject is not null && @object is not null;
        int intransitiveEnd = form == IntransitiveForm.VerbWithParticle ? particleEnd : verb.Word;

        // A particle behind an adverb ("sitting quietly on") is none of the verb's words: a phrase must be contiguous to be found among tokens.
        bool hasAdverb = particleEnd > verb.Word && IsAdverb(sentence.Words[verb.Word + 1].Key) && !IsPreposition(sentence.Words[verb.Word + 1].Key);
        return new InteractionPrompt
        {
            Text = sentence.Text,
            Subject = subject?.TextIn(sentence),
            Verb = sentence.Slice(verb.Word, hasAdverb ? verb.Word : particleEnd),
            Object = @object?.TextIn(sentence),
            Intransitive = isWhole ? sentence.Text[..sentence.Words[intransitiveEnd].End] : null,
            Hint = isWhole ? null : Explain(sentence, verb.Word, subject is null),
        };
    }

    /// <summary>That the sentence asks or denies what happens; null where it says it.</summary>
    private static string? NotSaid(PromptSentence sentence, int verb, WordRange? subject, WordRange? @object)
        => SentenceMood.Questions(sentence)[verb] ? $"\"{Shorten(sentence.Text)}\" is a question. {Form}"
        : SentenceMood.IsNegated(sentence.Words, verb, subject, @object) ? $"\"{Shorten(sentence.Text)}\" says that something is not done, which no picture shows. {Form}"
        : null;

    private static string Explain(PromptSentence sentence, int verb, bool lacksSubject)
    {
        string word = Shorten(sentence.Slice(verb, verb));
        return lacksSubject ? $"No subject was found before \"{word}\". {Form}" : $"No object was found after \"{word}\". {Form}";
    }

    /// <summary>The verb's word, and where the words that may name the subject end (exclusive).</summary>
    private static (int Word, int SubjectEnd)? FindVerb(IReadOnlyList<PromptSentence.Word> words)
        => FindProgressive(words) ?? FindParticiple(words) ?? FindSimplePresent(words);

    /// <summary>"… is kicking", also with adverbs between.</summary>
    private static (int Word, int SubjectEnd)? FindProgressive(IReadOnlyList<PromptSentence.Word> words)
    {
        int? be = null;
        for (int index = 0; index < words.Count; index++)
        {
            string key = words[index].Key;
            if (be is not null && IsParticiple(key) && !IsBe(key))
            {
                return (index, be.Value);
            }

            if (IsBe(key))
            {
                be ??= index;
            }
            else if (!IsAdverb(key))
            {
                be = null;
            }
        }

        return null;
    }

    /// <summary>"a boy kicking a ball": a participle behind a noun, adverbs aside. "a running boy" has none; "kicking a ball" lacks the subject.</summary>
    private static (int Word, int SubjectEnd)? FindParticiple(IReadOnlyList<PromptSentence.Word> words)
    {
        int noun = -1;
        for (int index = 0; index < words.Count; index++)
        {
            string key = words[index].Key;
            if (IsParticiple(key) && (index == 0 || (noun >= 0 && CanEndNounPhrase(words[noun]))))
            {
                return (index, index);
            }

            if (!IsAdverb(key))
            {
                noun = index;
            }
        }

        return null;
    }

    /// <summary>
    /// "the man rides a horse". Plural nouns look like such verbs, so only with an article on both sides, at least one word between,
    /// and nothing before the verb that could have begun another phrase.
    /// </summary>
    private static (int Word, int SubjectEnd)? FindSimplePresent(IReadOnlyList<PromptSentence.Word> words)
    {
        if (words.Count == 0 || !IsArticle(words[0].Key))
        {
            return null;
        }

        for (int index = 1; index + 1 < words.Count; index++)
        {
            string key = words[index].Key;
            if (words[index].EndsPhrase || IsPreposition(key) || IsConjunction(key) || IsArticle(key) || IsBe(key))
            {
                return null;
            }

            bool isThirdPerson = key.Length > 2 && key[^1] == 's' && key[^2] is not ('s' or '\'');
            if (index > 1 && isThirdPerson && IsArticle(words[index + 1].Key))
            {
                return (index, index);
            }
        }

        return null;
    }

    private static bool CanEndNounPhrase(PromptSentence.Word word)
        => word.Key.Length > 0 && !word.EndsPhrase && !IsDeterminer(word.Key) && !IsPreposition(word.Key) && !IsConjunction(word.Key) && !IsBe(word.Key);

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..79]}…";
}
