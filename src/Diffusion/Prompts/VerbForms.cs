using System.Collections.Frozen;

namespace ReCorD.Diffusion.Prompts;

/// <summary>Turns verbs of other forms into the -ing form that prompts need, by the spelling rules of English and a few irregular participles.</summary>
internal static class VerbForms
{
    /// <summary>Endings whose e belongs to the ending: catches, goes.</summary>
    private static readonly string[] EndingsWithE = ["sses", "shes", "ches", "xes", "zzes", "oes"];

    private static readonly FrozenDictionary<string, string> IrregularParticiples = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ridden"] = "riding", ["thrown"] = "throwing", ["held"] = "holding", ["worn"] = "wearing", ["fed"] = "feeding", ["flown"] = "flying", ["eaten"] = "eating", ["drunk"] = "drinking",
        ["driven"] = "driving", ["caught"] = "catching", ["hit"] = "hitting", ["cut"] = "cutting", ["swung"] = "swinging", ["read"] = "reading", ["drawn"] = "drawing", ["led"] = "leading",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>"kicks" gives "kicking", "rides" "riding", "sits" "sitting", "carries" "carrying"; null for a word that is no such form.</summary>
    public static string? FromThirdPerson(string word) => Base(word) is { } stem ? Participle(stem) : null;

    /// <summary>"kicked" gives "kicking", "carried" "carrying", "ridden" "riding"; null for a word that is no past participle known here.</summary>
    public static string? FromPastParticiple(string word)
    {
        if (IrregularParticiples.TryGetValue(word, out string? irregular))
        {
            return irregular;
        }

        // Both endings follow the same rules for e and for doubled consonants: used, using; hugged, hugging.
        return word.Length < 5 || !word.EndsWith("ed", StringComparison.Ordinal) ? null
            : word.EndsWith("ied", StringComparison.Ordinal) ? word[..^3] + "ying"
            : word[..^2] + "ing";
    }

    private static string? Base(string word)
    {
        if (word.Length < 4 || word[^1] != 's' || word[^2] is 's' or '\'')
        {
            return null;
        }

        if (word.EndsWith("ies", StringComparison.Ordinal))
        {
            return word.Length == 4 ? word[..^1] : word[..^3] + "y";
        }

        bool takesEs = EndingsWithE.Any(ending => word.EndsWith(ending, StringComparison.Ordinal));
        return takesEs ? word[..^2] : word[..^1];
    }

    private static string Participle(string stem)
    {
        if (stem.EndsWith("ie", StringComparison.Ordinal))
        {
            return stem[..^2] + "ying";
        }

        if (stem[^1] == 'e' && stem[^2] is not ('e' or 'o' or 'y'))
        {
            return stem[..^1] + "ing";
        }

        return DoublesLast(stem) ? $"{stem}{stem[^1]}ing" : stem + "ing";
    }

    /// <summary>One syllable that ends in consonant, vowel, consonant: sit, hug, swim; not w, x and y: throw.</summary>
    private static bool DoublesLast(string stem)
        => stem.Length >= 3 && stem.Count(IsVowel) == 1 && !IsVowel(stem[^1]) && stem[^1] is not ('w' or 'x' or 'y') && IsVowel(stem[^2]) && !IsVowel(stem[^3]);

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
