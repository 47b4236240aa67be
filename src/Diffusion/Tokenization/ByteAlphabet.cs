using System.Text;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>
/// The printable character that stands for each byte in a byte-pair vocabulary: the byte's own Latin-1 character where that prints,
/// else the next from U+0100 on. Source: <c>bytes_to_unicode</c> of GPT-2 and CLIP.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = MakeCharacters();

    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(static value => Characters[value], static value => (byte)value);

    /// <summary>The character of a byte.</summary>
    public static char ToCharacter(byte value) => Characters[value];

    /// <summary>The characters of a text's UTF-8 bytes.</summary>
    public static string ToText(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(ToCharacter));

    /// <summary>The byte of a character; false where the character stands for none.</summary>
    public static bool TryToByte(char character, out byte value) => Bytes.TryGetValue(character, out value);

    private static char[] MakeCharacters()
    {
        char[] characters = new char[256];
        char replacement = (char)256;
        for (int value = 0; value < 256; value++)
        {
            bool prints = value is (>= '!' and <= '~') or (>= 0xa1 and <= 0xac) or (>= 0xae and <= 0xff);
            characters[value] = prints ? (char)value : replacement++;
        }

        return characters;
    }
}
