namespace ReCorD.Vision.Png;

/// <summary>Reads and writes the text entries of PNG files without touching the pixels. Pure functions; safe from several threads.</summary>
public static class PngMetadata
{
    /// <summary>
    /// A copy of the file with the entries put before the first IDAT chunk, in their order. Entries of the file with the same keyword
    /// are replaced; all other chunks are kept byte for byte.
    /// </summary>
    /// <exception cref="PngFormatException">The bytes are no well-formed PNG file.</exception>
    /// <exception cref="ArgumentException">A keyword or text cannot be stored; see <see cref="PngText"/>.</exception>
    public static byte[] Write(ReadOnlySpan<byte> png, IReadOnlyList<PngText> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        List<PngChunk> chunks = PngChunk.ReadAll(png);
        HashSet<string> replaced = [.. entries.Select(entry => entry.Keyword)];
        using MemoryStream output = new(png.Length + entries.Sum(entry => entry.Text.Length + 128));
        output.Write(PngChunk.Signature);
        bool written = false;
        foreach (PngChunk chunk in chunks)
        {
            if (!written && chunk.Type is "IDAT")
            {
                foreach (PngText entry in entries)
                {
                    output.Write(PngTextChunk.Write(entry));
                }

                written = true;
            }

            if (!PngTextChunk.IsText(chunk.Type) || !replaced.Contains(PngTextChunk.Read(png, chunk).Keyword))
            {
                output.Write(png[chunk.Start..(chunk.Data.End.Value + 4)]);
            }
        }

        return output.ToArray();
    }

    /// <summary>All text entries by keyword: tEXt, zTXt and iTXt. Of two with the same keyword the later wins.</summary>
    /// <exception cref="PngFormatException">The bytes are no well-formed PNG file.</exception>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> png)
    {
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        foreach (PngChunk chunk in PngChunk.ReadAll(png))
        {
            if (PngTextChunk.IsText(chunk.Type))
            {
                PngText entry = PngTextChunk.Read(png, chunk);
                entries[entry.Keyword] = entry.Text;
            }
        }

        return entries;
    }
}
