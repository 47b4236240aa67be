using System.Buffers.Binary;
using System.Text;

namespace ReCorD.Vision.Png;

/// <summary>One chunk of a PNG file: length, four-letter type, data, check value. Source: ISO/IEC 15948, section 5.3.</summary>
/// <param name="Type">Four ASCII letters, such as <c>IDAT</c>.</param>
/// <param name="Start">Where the chunk (its length field) begins in the file.</param>
/// <param name="Data">Range of the data in the file.</param>
internal readonly record struct PngChunk(string Type, int Start, Range Data)
{
    /// <summary>Bytes around the data: length 4, type 4, check value 4.</summary>
    internal const int Overhead = 12;

    private const int TypeOffset = 4;
    private const int DataOffset = 8;

    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>All chunks up to and with IEND, every check value verified. Bytes after IEND are ignored, as viewers do.</summary>
    /// <exception cref="PngFormatException">Wrong signature, order, length, type or check value, or the end is missing.</exception>
    internal static List<PngChunk> ReadAll(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
        {
            throw new PngFormatException("the first 8 bytes are not the PNG signature", 0);
        }

        List<PngChunk> chunks = [];
        int position = Signature.Length;
        do
        {
            PngChunk chunk = ReadOne(png, position);
            if ((chunks.Count == 0) != (chunk.Type == "IHDR"))
            {
                throw new PngFormatException($"expected IHDR as the first chunk and only there, found {chunk.Type} as chunk {chunks.Count}", position);
            }

            chunks.Add(chunk);
            position = chunk.Data.End.Value + 4;
        }
        while (chunks[^1].Type != "IEND");
        return chunks.Exists(chunk => chunk.Type == "IDAT")
            ? chunks
            : throw new PngFormatException("there is no IDAT chunk, so no picture", position);
    }

    /// <summary>A whole chunk as bytes.</summary>
    internal static byte[] Write(string type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = new byte[data.Length + Overhead];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(TypeOffset, 4));
        data.CopyTo(chunk.AsSpan(DataOffset));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(DataOffset + data.Length), Crc32.Compute(chunk.AsSpan(TypeOffset, 4 + data.Length)));
        return chunk;
    }

    private static PngChunk ReadOne(ReadOnlySpan<byte> png, int position)
    {
        ReadOnlySpan<byte> rest = png[position..];
        if (rest.Length < Overhead)
        {
            throw new PngFormatException($"the file ends before its IEND chunk; expected a chunk of at least {Overhead} bytes, found {rest.Length}", position);
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - Overhead)
        {
            throw new PngFormatException($"a chunk says that it holds {length} bytes, but only {rest.Length - Overhead} are left", position);
        }

        ReadOnlySpan<byte> typeBytes = rest.Slice(TypeOffset, 4);
        foreach (byte letter in typeBytes)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                throw new PngFormatException($"the chunk type {Convert.ToHexString(typeBytes)} is not four letters", position);
            }
        }

        string type = Encoding.ASCII.GetString(typeBytes);
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(rest[(DataOffset + (int)length)..]);
        uint found = Crc32.Compute(rest.Slice(TypeOffset, 4 + (int)length));
        return expected == found
            ? new PngChunk(type, position, new Range(position + DataOffset, position + DataOffset + (int)length))
            : throw new PngFormatException($"the check value of chunk {type} is {found:X8} but {expected:X8} is written; the file was damaged", position);
    }
}
