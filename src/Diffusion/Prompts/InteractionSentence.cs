using static ReCorD.Diffusion.Prompts.EnglishWords;

namespace ReCorD.Diffusion.Prompts;

/// <summary>Says interactions as the English sentence that a diffusion model is asked for, such that <see cref="InteractionPromptParser"/> reads the same parts from it.</summary>
public static class InteractionSentence
{
    /// <summary>Words that one part may have; names are short, and text encoders read about 70 words in all.</summary>
    public const int LongestPart = 8;

    /// <summary>Words that a scene may have.</summary>
    public const int LongestScene = 30;

    private static readonly string[] Pronouns = ["he", "she", "it", "they", "him", "her", "them", "someone", "somebody", "i", "you", "we", "me", "us"];

    /// <summary>Beginnings that are written with a vowel and spoken without.</summary>
    private static readonly string[] ConsonantSounds = ["uni", "eu", "one", "use"];

    private static readonly string[] Plurals = ["both", "several", "many", "few", "some", "these", "those", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>"a boy is kicking a ball and a girl is holding a cup in the park": the first is the one that is corrected.</summary>
    /// <exception cref="ArgumentException">No interaction was given.</exception>
    public static string Compose(IReadOnlyList<Interaction> interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        if (interactions.Count == 0)
        {
            throw new ArgumentException("A sentence needs at least one interaction.", nameof(interactions));
        }

        bool shared = interactions.Select(one => one.Scene).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1;
        string clauses = string.Join(" and ", interactions.Select(one => shared ? Clause(one) : Clause(one) + Scene(one.Scene)));
        return shared ? clauses + Scene(interactions[0].Scene) : clauses;
    }

    /// <summary>What keeps an interaction from being said so that the parser reads it back, one sentence each with what to write instead; empty where nothing does.</summary>
    public static IReadOnlyList<string> Check(Interaction interaction)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        List<string> problems = [];
        problems.AddRange(CheckPart("subject", interaction.Subject, LongestPart));
        problems.AddRange(CheckPart("verb", interaction.Verb, LongestPart));
        problems.AddRange(CheckPart("object", interaction.Object, LongestPart));
        problems.AddRange(interaction.Scene is null ? [] : CheckPart("scene", interaction.Scene, LongestScene));
        if (problems.Count > 0)
        {
            return problems;
        }

        problems.AddRange(from part in new[] { ("subject", interaction.Subject), ("object", interaction.Object) }
                          where Pronouns.Contains(part.Item2, StringComparer.OrdinalIgnoreCase)
                          select $"{part.Item1} '{part.Item2}' is a pronoun; name who or what it is.");
        if (problems.Count == 0 && !IsSaidBy(InteractionPromptParser.Parse(Compose([interaction])), interaction))
        {
            problems.Add(Misread(interaction));
        }

        return problems;
    }

    /// <summary>Whether a sentence that was read holds just these parts; articles and the case of letters aside.</summary>
    public static bool IsSaidBy(InteractionPrompt prompt, Interaction interaction)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(interaction);
        return prompt.HasInteraction && Same(prompt.Subject, Bare(interaction.Subject)) && Same(prompt.Verb, interaction.Verb) && Same(prompt.Object, Bare(interaction.Object));
    }

    /// <summary>A noun without the articles, numbers and possessives before it.</summary>
    internal static string Bare(string noun)
    {
        string[] words = Words(noun);
        int first = Array.FindIndex(words, word => !IsDeterminer(word.ToLowerInvariant()));
        return first < 0 ? string.Join(' ', words) : string.Join(' ', words[first..]);
    }

    private static string Clause(Interaction interaction)
    {
        string subject = WithArticle(interaction.Subject);
        string be = Plurals.Contains(Words(subject)[0], StringComparer.OrdinalIgnoreCase) ? "are" : "is";
        return $"{subject} {be} {string.Join(' ', Words(interaction.Verb))} {WithArticle(interaction.Object)}";
    }

    /// <summary>A scene that begins with a preposition goes on the sentence; anything else stands behind a comma, which ends the object's name.</summary>
    private static string Scene(string? scene)
    {
        string[] words = Words(scene ?? "");
        return words.Length == 0 ? "" : (IsPreposition(words[0].ToLowerInvariant()) ? " " : ", ") + string.Join(' ', words);
    }

    /// <summary>With "a" or "an" where no determiner stands there; names keep none.</summary>
    private static string WithArticle(string noun)
    {
        string[] words = Words(noun);
        string text = string.Join(' ', words);
        return IsDeterminer(words[0].ToLowerInvariant()) || char.IsUpper(words[0][0]) ? text : $"{Article(words[0])} {text}";
    }

    private static string Article(string word)
    {
        bool vowel = "aeiou".Contains(char.ToLowerInvariant(word[0]), StringComparison.Ordinal);
        bool spokenAsConsonant = ConsonantSounds.Any(start => word.StartsWith(start, StringComparison.OrdinalIgnoreCase));
        return vowel && !spokenAsConsonant ? "an" : "a";
    }

    private static IEnumerable<string> CheckPart(string name, string? text, int longest)
    {
        string[] words = Words(text ?? "");
        if (words.Length == 0)
        {
            yield return $"{name} is empty; state it.";
        }
        else if (words.Length > longest)
        {
            yield return $"{name} has {words.Length} words, at most {longest} are taken; say it shorter.";
        }
    }

    private static string Misread(Interaction interaction)
    {
        string sentence = Compose([interaction]);
        InteractionPrompt read = InteractionPromptParser.Parse(sentence);
        return $"\"{sentence}\" reads as subject '{read.Subject ?? "?"}', verb '{read.Verb ?? "?"}', object '{read.Object ?? "?"}', not as '{interaction.Subject}', '{interaction.Verb}', '{interaction.Object}'. "
            + "Give English parts: the subject and the object as plain nouns (what is said of them belongs into the scene), the verb as an -ing form with its particle, such as 'kicking' or 'sitting on'.";
    }

    private static string[] Words(string text) => text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);

    private static bool Same(string? a, string b) => string.Equals(a, string.Join(' ', Words(b)), StringComparison.OrdinalIgnoreCase);
}
