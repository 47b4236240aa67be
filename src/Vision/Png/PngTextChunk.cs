using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace ReCorD.Vision.Png;

/// <summary>
/// The three text chunks of PNG: <c>tEXt</c> (Latin-1), <c>zTXt</c> (Latin-1, compressed) and <c>iTXt</c> (UTF-8, maybe compressed).
/// Written are tEXt where the text is Latin-1 and iTXt otherwise; all three are read. Source: ISO/IEC 15948, section 11.3.4.
/// </summary>
internal static class PngTextChunk
{
    /// <summary>Longest text that is unpacked, in bytes: a chunk of a few kilobytes could otherwise fill the memory.</summary>
    internal const int MaximumUnpackedBytes = 64 << 20;

    private const int MaximumKeywordLength = 79;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static bool IsText(string chunkType) => chunkType is "tEXt" or "zTXt" or "iTXt";

    /// <summary>The chunk that holds the entry.</summary>
    /// <exception cref="ArgumentException">Keyword or text are not allowed.</exception>
    internal static byte[] Write(PngText entry)
    {
        CheckKeyword(entry.Keyword);
        if (entry.Text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"The text of '{entry.Keyword}' holds a NUL character, which PNG cannot store. Remove it.", nameof(entry));
        }

        byte[] keyword = Encoding.Latin1.GetBytes(entry.Keyword);
        if (entry.Text.All(IsPlainLatin1))
        {
            return PngChunk.Write("tEXt", [.. keyword, 0, .. Encoding.Latin1.GetBytes(entry.Text)]);
        }

        // After the keyword: not compressed, method 0, no language, no translated keyword.
        return PngChunk.Write("iTXt", [.. keyword, 0, 0, 0, 0, 0, .. EncodeUtf8(entry)]);
    }

    /// <summary>The entry in a text chunk.</summary>
    /// <exception cref="PngFormatException">The chunk is malformed.</exception>
    internal static PngText Read(ReadOnlySpan<byte> png, PngChunk chunk)
    {
        try
        {
            return Parse(png[chunk.Data], chunk);
        }
        catch (Exception exception) when (exception is InvalidDataException or DecoderFallbackException)
        {
            throw new PngFormatException($"the text of a {chunk.Type} chunk cannot be decoded: {exception.Message}", chunk.Start, exception);
        }
    }

    private static PngText Parse(ReadOnlySpan<byte> data, PngChunk chunk)
    {
        ReadOnlySpan<byte> rest = data;
        string keyword = Encoding.Latin1.GetString(TakeToNul(ref rest, chunk));
        if (chunk.Type == "tEXt")
        {
            return new PngText(keyword, Encoding.Latin1.GetString(rest));
        }

        if (chunk.Type == "zTXt")
        {
            return new PngText(keyword, Encoding.Latin1.GetString(Inflate(TakeHeader(ref rest, 1, chunk)[0], rest)));
        }

        ReadOnlySpan<byte> header = TakeHeader(ref rest, 2, chunk);
        TakeToNul(ref rest, chunk);
        TakeToNul(ref rest, chunk);
        return new PngText(keyword, StrictUtf8.GetString(header[0] == 0 ? rest : Inflate(header[1], rest)));
    }

    private static ReadOnlySpan<byte> TakeToNul(ref ReadOnlySpan<byte> rest, PngChunk chunk)
    {
        int end = rest.IndexOf((byte)0);
        if (end < 0)
        {
            throw new PngFormatException($"a field of a {chunk.Type} chunk does not end in a zero byte", chunk.Start);
        }

        ReadOnlySpan<byte> field = rest[..end];
        rest = rest[(end + 1)..];
        return field;
    }

    private static ReadOnlySpan<byte> TakeHeader(ref ReadOnlySpan<byte> rest, int length, PngChunk chunk)
    {
        if (rest.Length < length)
        {
            throw new PngFormatException($"a {chunk.Type} chunk ends after its keyword", chunk.Start);
        }

        ReadOnlySpan<byte> header = rest[..length];
        rest = rest[length..];
        return header;
    }

    private static byte[] Inflate(byte method, ReadOnlySpan<byte> packed)
    {
        if (method != 0)
        {
            throw new InvalidDataException($"compression method {method} is unknown, only 0 (zlib) exists");
        }

        using MemoryStream source = new(packed.ToArray());
        using ZLibStream zlib = new(source, CompressionMode.Decompress);
        using MemoryStream target = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            int read;
            while ((read = zlib.Read(buffer)) > 0)
            {
                target.Write(buffer, 0, read);
                if (target.Length > MaximumUnpackedBytes)
                {
                    throw new InvalidDataException($"it unpacks to more than {MaximumUnpackedBytes} bytes");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return target.ToArray();
    }

    private static byte[] EncodeUtf8(PngText entry)
    {
        try
        {
            return StrictUtf8.GetBytes(entry.Text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException($"The text of '{entry.Keyword}' holds half a surrogate pair at {exception.Index} and is no valid Unicode.", nameof(entry), exception);
        }
    }

    private static void CheckKeyword(string keyword)
    {
        bool valid = keyword.Length is > 0 and <= MaximumKeywordLength && keyword.All(letter => letter != '\n' && IsPlainLatin1(letter) && letter != '\u00A0')
            && keyword[0] != ' ' && keyword[^1] != ' ' && !keyword.Contains("  ", StringComparison.Ordinal);
        if (!valid)
        {
            throw new ArgumentException($"'{keyword}' cannot be a PNG keyword: expected 1 to {MaximumKeywordLength} printable Latin-1 characters without leading, trailing or double spaces.", nameof(keyword));
        }
    }

    /// <summary>Characters that the specification allows in tEXt: printable Latin-1 and the line feed.</summary>
    private static bool IsPlainLatin1(char letter) => letter is '\n' or (>= ' ' and <= '~') or (>= '\u00A0' and <= '\u00FF');
}
