using System.Collections.Immutable;
using System.Text;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>
/// The byte-pair tokenizer of CLIP (Radford et al., arXiv 2103.00020). Gives the ids of <c>CLIPTokenizerFast</c> of transformers for
/// text in composed form (NFC). Immutable; safe to share between threads.
/// </summary>
/// <remarks>
/// Letters followed by combining marks are not composed, which transformers does: the program runs without culture data, and .NET has
/// no composition without it. Such text is encoded mark by mark.
/// </remarks>
public sealed class ClipTokenizer
{
    private readonly BytePairEncoder encoder;
    private readonly WordSplitter splitter;
    private readonly Dictionary<int, string> tokens;
    private readonly Dictionary<string, int> vocabulary;
    private readonly IReadOnlyList<AddedToken> added = [];

    private ClipTokenizer(
        string file, Dictionary<string, int> vocabulary, Func<Dictionary<(int Left, int Right), BytePairEncoder.Merge>> merges, TokenizerSettings settings)
    {
        int Id(string name, string token) => vocabulary.TryGetValue(token, out int id)
            ? id
            : throw new TokenizerFormatException(file, $"lacks \"{token}\", the `{name}` of tokenizer_config.json or special_tokens_map.json.");

        BosId = Id("bos_token", settings.BosToken);
        EosId = Id("eos_token", settings.EosToken);
        PadId = Id("pad_token", settings.PadToken);
        int unknownId = Id("unk_token", settings.UnknownToken);
        MaxLength = settings.MaxLength;
        this.vocabulary = vocabulary;
        tokens = vocabulary.ToDictionary(static entry => entry.Value, static entry => entry.Key);

        encoder = new BytePairEncoder(vocabulary, merges(), unknownId);
        splitter = new WordSplitter(settings.SpecialTokens.Distinct(StringComparer.Ordinal).ToDictionary(static token => token, token => vocabulary[token]), settings.LowerCase);
    }

    /// <summary>The same tokenizer with one more token.</summary>
    private ClipTokenizer(ClipTokenizer original, AddedToken token)
    {
        (BosId, EosId, PadId, MaxLength) = (original.BosId, original.EosId, original.PadId, original.MaxLength);
        vocabulary = original.vocabulary;
        encoder = original.encoder;
        added = [.. original.added, token];
        splitter = original.splitter.With(token);
        tokens = new Dictionary<int, string>(original.tokens);

        // The text stands for all of its ids together: the first gives it, the others nothing.
        for (int index = 0; index < token.Ids.Count; index++)
        {
            tokens[token.Ids[index]] = index == 0 ? ByteAlphabet.ToText(token.Text) + BytePairEncoder.EndOfWord : "";
        }
    }

    /// <summary>Id of the start token.</summary>
    public int BosId { get; }

    /// <summary>Id of the end token; the text encoder's pooled output is read at its first place.</summary>
    public int EosId { get; }

    /// <summary>Id that fills the sequence behind the end token: the end token's in Stable Diffusion 1, that of "!" in Stable Diffusion 2.</summary>
    public int PadId { get; }

    /// <summary>Length of every sequence: 77 for CLIP, 16 for mini-hoi.</summary>
    public int MaxLength { get; }

    /// <summary>Tokens in the vocabulary, those added to it included.</summary>
    public int VocabularySize => tokens.Count;

    /// <summary>The greatest id that a prompt can give; the text encoder must have more tokens than that.</summary>
    public int GreatestId => tokens.Keys.Max();

    /// <summary>Reads vocab.json and merges.txt, or tokenizer.json where one of them is missing, and tokenizer_config.json, special_tokens_map.json and added_tokens.json where they are.</summary>
    /// <param name="folder">The <c>tokenizer</c> folder of a model in diffusers layout.</param>
    /// <exception cref="TokenizerFormatException">A file is missing or malformed.</exception>
    public static ClipTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            TokenizerJson? whole = TokenizerJson.IsUsed(folder) ? TokenizerJson.Load(folder) : null;
            string file = whole?.Path ?? Path.Combine(folder, "vocab.json");
            Dictionary<string, int> vocabulary = whole?.Vocabulary ?? TokenizerFiles.ReadVocabulary(file);
            TokenizerSettings settings = TokenizerSettings.Read(folder, whole);
            (string Text, IReadOnlyList<int> Ids)[] added = [.. AddedTokenFiles.Read(folder, vocabulary, whole?.Added ?? [])];
            foreach ((string text, IReadOnlyList<int> ids) in added.Where(token => settings.SpecialTokens.Contains(token.Text)))
            {
                // A padding token that came with the folder is special and no word of prompts: it is matched as the others of its kind.
                vocabulary[text] = ids[0];
            }

            ClipTokenizer tokenizer = new(file, vocabulary, () => whole?.Merges(vocabulary) ?? TokenizerFiles.ReadMerges(Path.Combine(folder, "merges.txt"), vocabulary), settings);
            return added.Where(token => !settings.SpecialTokens.Contains(token.Text)).Aggregate(tokenizer, static (known, token) => known.WithToken(token.Text, token.Ids));
        }
        catch (ArgumentException error)
        {
            throw new TokenizerFormatException(folder, $"adds a token that cannot be told from others: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // System.Text.Json says so of escapes such as a lone \ud800, and only when the text is asked for.
            throw new TokenizerFormatException(folder, $"a JSON file holds text that is not Unicode ({error.Message}). Copy the folder from the model's repository again.", error);
        }
    }

    /// <summary>The tokenizer of a model that brings no files for it, such as a single-file checkpoint: CLIP's own.</summary>
    /// <param name="vocabulary">CLIP's vocabulary, of the size that the text encoder has.</param>
    /// <param name="padToken">What fills the sequence: <c>&lt;|endoftext|&gt;</c> in Stable Diffusion 1 and the first encoder of XL, <c>!</c> in Stable Diffusion 2 and the second of XL.</param>
    /// <exception cref="TokenizerFormatException">The vocabulary lacks the padding token.</exception>
    public static ClipTokenizer Of(ClipVocabulary vocabulary, string padToken = ClipVocabulary.EndToken)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new ClipTokenizer("CLIP", vocabulary.Ids, () => vocabulary.Merges, new TokenizerSettings { PadToken = padToken });
    }

    /// <summary>
    /// This tokenizer with a token of its own for a text, as textual inversions have: one or more ids behind the vocabulary. It counts as one word, letter case
    /// aside, and only where it stands alone: "cat" is not in "cats".
    /// </summary>
    /// <param name="text">What prompts say, without white space.</param>
    /// <param name="ids">What the text encoder reads for it, in order.</param>
    /// <exception cref="ArgumentException">The text is empty, has white space, or is a token already.</exception>
    public ClipTokenizer WithToken(string text, IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(ids);
        string lowered = text.ToLowerInvariant(), bytes = ByteAlphabet.ToText(lowered);
        return text.Length == 0 || text.Any(char.IsWhiteSpace) || ids.Count == 0
            ? throw new ArgumentException($"A token needs a text without white space, and ids; found \"{text}\" with {ids.Count}.")
            : vocabulary.ContainsKey(bytes) || vocabulary.ContainsKey(bytes + BytePairEncoder.EndOfWord) || added.Any(token => token.Text == lowered)
            ? throw new ArgumentException($"The token \"{text}\" is in the vocabulary already.")
            : new ClipTokenizer(this, new AddedToken(lowered, ids));
    }

    /// <summary>Encodes a prompt: start token, tokens as far as they find room, end token, padding to <see cref="MaxLength"/>.</summary>
    /// <param name="text">Any text, also empty. Special tokens written out in it are taken as such, as transformers does.</param>
    public TokenizedPrompt Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> ids = new(MaxLength) { BosId };
        List<TokenizedWord> words = [];
        foreach (WordSplitter.Piece piece in splitter.Split(text))
        {
            int start = ids.Count;
            int room = MaxLength - 1 - start;
            bool isComplete = false;
            if (room > 0)
            {
                IReadOnlyList<int> word = piece.Ids ?? encoder.Encode(piece.Text);
                ids.AddRange(word.Take(room));
                isComplete = word.Count <= room;
            }

            words.Add(new TokenizedWord(piece.Text, piece.Start, piece.Length, new TokenSpan(start, ids.Count - start), isComplete));
        }

        ids.Add(EosId);
        int count = ids.Count;
        ids.AddRange(Enumerable.Repeat(PadId, MaxLength - count));
        return new TokenizedPrompt(text, [.. ids], count, words, SplitPhrase);
    }

    /// <summary>The text of tokens: lower case, a space after every word, without start, end and padding. Unknown ids become U+FFFD.</summary>
    public string Decode(ReadOnlySpan<int> ids)
    {
        List<byte> bytes = [];
        foreach (int id in ids)
        {
            if (id == BosId || id == EosId || id == PadId)
            {
                continue;
            }

            string token = tokens.GetValueOrDefault(id, "\ufffd");
            bool endsWord = token.EndsWith(BytePairEncoder.EndOfWord, StringComparison.Ordinal);
            foreach (char character in endsWord ? token.AsSpan(0, token.Length - BytePairEncoder.EndOfWord.Length) : token)
            {
                bytes.AddRange(ByteAlphabet.TryToByte(character, out byte value) ? [value] : Encoding.UTF8.GetBytes([character]));
            }

            if (endsWord)
            {
                bytes.Add((byte)' ');
            }
        }

        return Encoding.UTF8.GetString([.. bytes]).TrimEnd(' ');
    }

    /// <summary>
    /// The words of a phrase; a second reading where a word is an added token but for signs at its ends, which readers of sentences leave out: "toy" may
    /// mean the token "&lt;toy&gt;".
    /// </summary>
    private IEnumerable<IReadOnlyList<string>> SplitPhrase(string phrase)
    {
        yield return [.. splitter.Split(phrase).Select(static piece => piece.Text)];
        if (added.Any(static token => token.Bare != token.Text))
        {
            WordSplitter bare = added.Where(static token => token.Bare.Length > 0).Aggregate(splitter, static (known, token) => known.With(token with { Text = token.Bare }));
            yield return [.. bare.Split(phrase).Select(piece => piece.Ids is { } ids ? added.FirstOrDefault(token => token.Ids == ids)?.Text ?? piece.Text : piece.Text)];
        }
    }
}
