using System.Collections.Frozen;
using static ReCorD.Diffusion.Prompts.EnglishWords;

namespace ReCorD.Diffusion.Prompts;

/// <summary>Reads clauses one after another and remembers who and what they spoke of.</summary>
internal sealed class ClauseReader
{
    /// <summary>Verbs that stand before a preposition in the simple present. Listed, since plural nouns look alike: "the red boats on a lake".</summary>
    private static readonly FrozenSet<string> BeforePrepositions =
        "sits stands lies rests leans sleeps looks points walks runs jumps climbs plays works talks dances rides slides swings hangs".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly List<Interaction> found = [];

    /// <summary>A noun whose clause has not come to its verb: "a boy" of "a boy and a girl are …".</summary>
    private string? pending;

    /// <summary>Who acted last.</summary>
    private string? subject;

    /// <summary>The thing named last, which "it" means.</summary>
    private string? thing;

    public IReadOnlyList<Interaction> Found => found;

    public void Read(InteractionClauses.Clause clause)
    {
        string[] words = [.. WithoutPronouns(clause.Words).Where(word => word.Length > 0)];
        if (words.Length == 0)
        {
            return;
        }

        string text = string.Join(' ', words);
        if (pending is not null)
        {
            text = $"{pending} and {text}";
            pending = null;
        }

        if (Passive(words) is { } passive)
        {
            Add(passive);
        }
        else if ((Whole(text) ?? SimplePresent(words)) is { } whole)
        {
            Add(whole);
        }
        else if (WithSubject(words) is { } continued)
        {
            Add(continued);
        }
        else
        {
            Remember(clause, words, text);
        }
    }

    private void Add(Interaction interaction)
    {
        found.Add(interaction);
        subject = interaction.Subject;
        thing = interaction.Object;
    }

    /// <summary>A clause without a verb: what there is, another object, the beginning of a longer subject, or a scene.</summary>
    private void Remember(InteractionClauses.Clause clause, string[] words, string text)
    {
        if (words.Length > 2 && Key(words[0]) == "there" && IsBe(Key(words[1])))
        {
            thing = Noun(words[2..]) ?? thing;
        }
        else if (IsArticle(Key(words[0])) && !words.Any(word => IsBe(Key(word)) || IsParticiple(Key(word))))
        {
            bool addsObject = clause.FollowsAnd && found.Count > 0 && Noun(words) == string.Join(' ', words[1..]);
            if (addsObject)
            {
                Add(found[^1] with { Object = text, Scene = null });
            }
            else
            {
                pending = text;
                thing = Noun(words) ?? thing;
            }
        }
    }

    /// <summary>"a boy is kicking a ball", "the boy kicks a ball".</summary>
    private static Interaction? Whole(string text)
    {
        InteractionPrompt prompt = InteractionPromptParser.Parse(text);
        if (!prompt.HasInteraction)
        {
            return null;
        }

        string[] verb = prompt.Verb!.Split(' ');
        string? participle = IsParticiple(Key(verb[0])) ? Key(verb[0]) : VerbForms.FromThirdPerson(Key(verb[0]));
        return participle is null ? null : new Interaction(prompt.Subject!, string.Join(' ', [participle, .. verb[1..]]), prompt.Object!, Rest(text, prompt));
    }

    /// <summary>"the old man sits on a bench".</summary>
    private static Interaction? SimplePresent(string[] words)
    {
        int verb = Array.FindIndex(words, word => BeforePrepositions.Contains(Key(word)));
        return verb >= 1 && verb + 2 < words.Length && IsPreposition(Key(words[verb + 1])) && VerbForms.FromThirdPerson(Key(words[verb])) is { } participle
            ? Whole(string.Join(' ', [.. words[..verb], "is", participle, .. words[(verb + 1)..]]))
            : null;
    }

    /// <summary>"holding a cup" and "holds a cup" go on with the subject of the clause before.</summary>
    private Interaction? WithSubject(string[] words)
    {
        int first = Array.FindIndex(words, word => !IsAdverb(Key(word)));
        if (subject is null || first < 0 || words[..first].Any(word => IsNegation(Key(word))))
        {
            return null;
        }

        string verb = Key(words[first]);
        bool followed = first + 1 < words.Length && (IsArticle(Key(words[first + 1])) || IsPreposition(Key(words[first + 1])));
        string? participle = IsParticiple(verb) ? verb : followed ? VerbForms.FromThirdPerson(verb) : null;
        return participle is null ? null : Whole($"a {subject} is {participle} {string.Join(' ', words[(first + 1)..])}");
    }

    /// <summary>"a ball is kicked by a boy", "a horse ridden by a woman".</summary>
    private static Interaction? Passive(string[] words)
    {
        int by = Array.FindIndex(words, word => Key(word) == "by");
        if (by < 2 || by + 1 >= words.Length || words[..by].Any(word => IsNegation(Key(word))) || VerbForms.FromPastParticiple(Key(words[by - 1])) is not { } verb)
        {
            return null;
        }

        int end = by - 1;
        while (end > 0 && (IsBe(Key(words[end - 1])) || IsAdverb(Key(words[end - 1]))))
        {
            end--;
        }

        string[] named = words[..end];
        if (named.Length > 2 && Key(named[0]) == "there" && IsBe(Key(named[1])))
        {
            named = named[2..];
        }

        return Noun(named) is { } acted && Noun(words[(by + 1)..]) is { } actor
            ? Whole($"a {actor} is {verb} a {acted} {string.Join(' ', AfterNoun(words[(by + 1)..]))}".TrimEnd())
            : null;
    }

    /// <summary>"it" becomes the thing, "he" the subject that was named before.</summary>
    private string[] WithoutPronouns(string[] words) =>
    [
        .. words.Select((word, index) => (Key(word), index) switch
        {
            ("it" or "them" or "him", > 0) when thing is not null => $"the {InteractionSentence.Bare(thing)}",
            ("he" or "she" or "they", _) when subject is not null => $"the {InteractionSentence.Bare(subject)}",
            _ => word,
        }).SelectMany(text => text.Split(' ')),
    ];

    /// <summary>What stands behind the object; null where nothing does.</summary>
    private static string? Rest(string text, InteractionPrompt prompt)
    {
        int verb = text.IndexOf(prompt.Verb!, StringComparison.Ordinal);
        int end = text.IndexOf(prompt.Object!, Math.Max(verb, 0) + prompt.Verb!.Length, StringComparison.Ordinal);
        string rest = end < 0 ? "" : text[(end + prompt.Object!.Length)..].Trim(' ', ',', '.', ';', '!');
        return rest.Length == 0 || rest.Split(' ').Length > InteractionSentence.LongestScene ? null : rest;
    }

    /// <summary>The name at the beginning of some words; null where there is none.</summary>
    private static string? Noun(string[] words)
    {
        string[] name = [.. words.SkipWhile(word => IsDeterminer(Key(word))).TakeWhile(IsOfName)];
        return name.Length == 0 ? null : string.Join(' ', name);
    }

    private static IEnumerable<string> AfterNoun(string[] words) => words.SkipWhile(word => IsDeterminer(Key(word))).SkipWhile(IsOfName);

    private static bool IsOfName(string word) => !IsPreposition(Key(word)) && !IsBe(Key(word)) && !IsConjunction(Key(word)) && !IsDeterminer(Key(word)) && !IsAdverb(Key(word));

    private static string Key(string word) => word.ToLowerInvariant();
}
