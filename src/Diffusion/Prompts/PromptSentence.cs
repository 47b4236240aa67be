using System.Buffers;
using System.Text;

namespace ReCorD.Diffusion.Prompts;

/// <summary>A prompt with single spaces and its words.</summary>
internal sealed class PromptSentence
{
    private static readonly SearchValues<char> PhraseEnds = SearchValues.Create(".,;:!?)");

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".;!");

    private static readonly SearchValues<char> ClosingQuotes = SearchValues.Create("\"'`\u201c\u201d\u2018\u2019\u00bb\u00ab\u203a\u2039");

    private PromptSentence(string text, IReadOnlyList<Word> words)
    {
        Text = text;
        Words = words;
    }

    public string Text { get; }

    public IReadOnlyList<Word> Words { get; }

    public static PromptSentence Read(string prompt)
    {
        string text = Normalise(prompt);
        List<Word> words = [];
        int start = 0;
        while (start < text.Length)
        {
            int space = text.IndexOf(' ', start);
            int end = space < 0 ? text.Length : space;
            if (!IsPictogram(text.AsSpan(start, end - start)))
            {
                words.Add(ReadWord(text, start, end));
            }

            start = end + 1;
        }

        return new PromptSentence(text, words);
    }

    /// <summary>The text from the first to the last word, signs at both ends left out.</summary>
    public string Slice(int firstWord, int lastWord) => Text[Words[firstWord].Start..Words[lastWord].End];

    /// <summary>Control characters, line ends and invisible marks count as spaces; runs of spaces as one.</summary>
    private static string Normalise(string prompt)
    {
        StringBuilder text = new(prompt.Length);
        foreach (char character in prompt)
        {
            bool isSpace = char.IsWhiteSpace(character) || char.IsControl(character) || character is '\u200b' or '\ufeff';
            if (!isSpace)
            {
                text.Append(character);
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        return text.ToString().TrimEnd(' ');
    }

    /// <summary>An emoji among the words is no word: "a boy 👦 is kicking a ⚽ ball" says the same without them. Punctuation stays, as it parts phrases.</summary>
    private static bool IsPictogram(ReadOnlySpan<char> word)
    {
        foreach (char character in word)
        {
            bool ofPictogram = char.IsSurrogate(character) || char.IsSymbol(character) || character is '\u200d' or (>= '\ufe00' and <= '\ufe0f');
            if (!ofPictogram)
            {
                return false;
            }
        }

        return true;
    }

    private static Word ReadWord(string text, int start, int end)
    {
        int first = start;
        while (first < end && !char.IsLetterOrDigit(text[first]))
        {
            first++;
        }

        int last = end;
        while (last > first && !char.IsLetterOrDigit(text[last - 1]))
        {
            last--;
        }

        ReadOnlySpan<char> signs = text.AsSpan(last, end - last);

        // A mark may stand alone: "a ball ?".
        ReadOnlySpan<char> marks = last > first ? signs : text.AsSpan(start, end - start);
        char? sentenceEnd = EndsQuestion(marks) ? '?' : marks.IndexOfAny(SentenceEnds) is >= 0 and int place ? marks[place] : null;
        return new Word(text[first..last].ToLowerInvariant().Replace('\u2019', '\''), first, last, signs.IndexOfAny(PhraseEnds) >= 0, sentenceEnd);
    }

    /// <summary>Whether a question mark ends the sentence: one before a closing quotation mark belongs to what is quoted, as in: a sign saying "why?"</summary>
    private static bool EndsQuestion(ReadOnlySpan<char> marks) => marks[(marks.LastIndexOfAny(ClosingQuotes) + 1)..].Contains('?');

    /// <param name="Key">Lower case, without signs at its ends; empty for a word of signs alone.</param>
    /// <param name="Start">First character in the text, signs before it left out.</param>
    /// <param name="End">Character after the last, signs behind it left out.</param>
    /// <param name="EndsPhrase">Whether a comma, full stop or the like follows it.</param>
    /// <param name="SentenceEnd">The sign after it that ends the sentence, a question mark before others; null: the sentence goes on.</param>
    internal readonly record struct Word(string Key, int Start, int End, bool EndsPhrase, char? SentenceEnd);
}
