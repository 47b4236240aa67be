using System.Buffers;
using System.Collections.Frozen;

namespace ReCorD.Diffusion.Prompts;

/// <summary>The closed word classes that hold an English sentence together, as far as prompts need them.</summary>
internal static class EnglishWords
{
    /// <summary>Particles of several words, the longest first.</summary>
    public static readonly string[][] ParticlePhrases =
    [
        ["in", "front", "of"], ["on", "top", "of"], ["in", "the", "middle", "of"], ["next", "to"], ["close", "to"], ["out", "of"], ["away", "from"], ["on", "to"], ["up", "to"],
    ];

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    private static readonly FrozenSet<string> FiniteBeForms = Set("is are was were am");

    private static readonly FrozenSet<string> BeForms = FiniteBeForms.Concat(["be", "being"]).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Determiners = Set(
        "a an the this that these those my your his her its our their some any each every another both several many few no one two three four five six seven eight nine ten eleven twelve");

    private static readonly FrozenSet<string> Articles = Set("a an the this that these those my your his her its our their another");

    private static readonly FrozenSet<string> Prepositions = Set(
        "on in at with over up down off out under underneath beneath below behind beside besides through to toward towards into onto inside outside from around across against along "
        + "by for near after before about above upon between among past without like during of away");

    private static readonly FrozenSet<string> Conjunctions = Set("and or but as then when where who which that because so if than until while");

    private static readonly FrozenSet<string> Adverbs = Set(
        "not now still just also always often again already currently never here there today together alone outdoors indoors hard fast away very quite really almost");

    private static readonly FrozenSet<string> LyOthers = Set(
        "butterfly firefly dragonfly housefly family bully jelly belly holly assembly monopoly supply reply doily ugly friendly lovely lonely curly elderly woolly silly early smelly");

    /// <summary>End in -ing with a vowel before it and are no verbs.</summary>
    private static readonly FrozenSet<string> IngNouns = Set("nothing something anything everything morning evening ceiling during darling viking sibling");

    /// <summary>Begin compound nouns: "a parking meter".</summary>
    private static readonly FrozenSet<string> IngInCompounds = Set("parking washing sewing vending frying fishing dining rocking sleeping cutting ironing hiking swimming");

    private static readonly FrozenSet<string> Media = Set("photo photograph picture image painting drawing sketch illustration portrait render rendering shot photos pictures images cartoon");

    public static bool IsBe(string word) => BeForms.Contains(word);

    /// <summary>Forms of "be" that can be the verb of a sentence, and so stand before the subject of a question.</summary>
    public static bool IsFiniteBe(string word) => FiniteBeForms.Contains(word);

    /// <summary>Articles, possessives, numbers, quantities, and names with 's: what may stand before a noun without being part of its name.</summary>
    public static bool IsDeterminer(string word) => Determiners.Contains(word) || word.EndsWith("'s", StringComparison.Ordinal) || (word.Length > 0 && word.All(char.IsAsciiDigit));

    /// <summary>A determiner of one meaning only, after which a noun must come.</summary>
    public static bool IsArticle(string word) => Articles.Contains(word);

    public static bool IsPreposition(string word) => Prepositions.Contains(word);

    public static bool IsConjunction(string word) => Conjunctions.Contains(word);

    /// <summary>Listed adverbs, and words in -ly that are no nouns or common adjectives.</summary>
    public static bool IsAdverb(string word)
        => Adverbs.Contains(word) || (word.Length > 4 && word.EndsWith("ly", StringComparison.Ordinal) && !LyOthers.Contains(word));

    /// <summary>Whether a word may be a present participle: at least a vowel before -ing, which "ring" and "string" lack.</summary>
    public static bool IsParticiple(string word)
        => word.Length >= 5 && word.EndsWith("ing", StringComparison.Ordinal) && word.AsSpan(0, word.Length - 3).IndexOfAny(Vowels) >= 0 && !IngNouns.Contains(word);

    /// <summary>"not", "never" and contractions such as "isn't"; in text as written the apostrophe may be the typographic one.</summary>
    public static bool IsNegation(string word)
        => word is "not" or "never" or "cannot" || word.EndsWith("n't", StringComparison.Ordinal) || word.EndsWith("n\u2019t", StringComparison.Ordinal);

    public static bool BeginsCompound(string word) => IngInCompounds.Contains(word);

    public static bool IsMedium(string word) => Media.Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
