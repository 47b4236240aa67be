using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ReCorD.Vision.Png;
using ReCorD.Vision.Tests.Imaging;

namespace ReCorD.Vision.Tests.Png;

public sealed class PngMetadataTests
{
    private static readonly byte[] Plain = TestFiles.Png(2, 1, 8, TestFiles.Grey, [1, 2]);

    [Fact]
    public void Crc32_CheckDigits_GivesTheKnownValue()
        // The check value that all catalogues of CRCs print for CRC-32.
        => Assert.Equal(0xCBF43926u, Crc32.Compute("123456789"u8));

    [Theory]
    [InlineData("a boy\nSteps: 50, CFG scale: 7.5", "tEXt")]
    [InlineData("Grüße ÿ", "tEXt")]
    [InlineData("", "tEXt")]
    [InlineData("少年が蹴る 🎈", "iTXt")]
    [InlineData("tab\there", "iTXt")]
    public void Write_Text_IsReadBackFromTheRightChunk(string text, string chunkType)
    {
        byte[] png = PngMetadata.Write(Plain, [new PngText("parameters", text)]);

        Assert.Equal(text, PngMetadata.Read(png)["parameters"]);
        Assert.Equal(["IHDR", chunkType, "IDAT", "IEND"], PngChunk.ReadAll(png).Select(chunk => chunk.Type));
    }

    [Fact]
    public void Write_Latin1Text_GivesTheBytesOfTheSpecification()
    {
        byte[] png = PngMetadata.Write(Plain, [new PngText("Key", "vé")]);

        PngChunk chunk = PngChunk.ReadAll(png)[1];
        Assert.Equal([(byte)'K', (byte)'e', (byte)'y', 0, (byte)'v', 0xE9], png[chunk.Data]);
    }

    [Fact]
    public void Write_SameKeyword_Replaces()
    {
        byte[] first = PngMetadata.Write(Plain, [new PngText("a", "1"), new PngText("b", "キ")]);

        byte[] second = PngMetadata.Write(first, [new PngText("b", "3"), new PngText("c", "4")]);

        IReadOnlyDictionary<string, string> read = PngMetadata.Read(second);
        Assert.Equal(["a=1", "b=3", "c=4"], read.Select(entry => $"{entry.Key}={entry.Value}").Order());
        Assert.Equal(3, PngChunk.ReadAll(second).Count(chunk => PngTextChunk.IsText(chunk.Type)));
    }

    [Fact]
    public void Write_NoEntries_ChangesNothing() => Assert.Equal(Plain, PngMetadata.Write(Plain, []));

    [Fact]
    public void Write_LongText_IsReadBack()
    {
        string json = string.Concat(Enumerable.Repeat("{\"x\":\"日本\"}", 200_000));

        Assert.Equal(json, PngMetadata.Read(PngMetadata.Write(Plain, [new PngText("record", json)]))["record"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a  b")]
    [InlineData("キ")]
    [InlineData("a\nb")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234567890123456789x")]
    public void Write_BadKeyword_Throws(string keyword)
        => Assert.Contains("keyword", Assert.Throws<ArgumentException>(() => PngMetadata.Write(Plain, [new PngText(keyword, "x")])).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_TextWithNul_Throws()
        => Assert.Contains("NUL", Assert.Throws<ArgumentException>(() => PngMetadata.Write(Plain, [new PngText("k", "a\0b")])).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_TextWithHalfASurrogatePair_Throws()
        => Assert.Contains("surrogate", Assert.Throws<ArgumentException>(() => PngMetadata.Write(Plain, [new PngText("k", $"a{(char)0xD800}b")])).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_CompressedChunks_AreUnpacked()
    {
        byte[] z = PngChunk.Write("zTXt", [.. "old"u8, 0, 0, .. Pack("packed é", Encoding.Latin1)]);
        byte[] i = PngChunk.Write("iTXt", [.. "new"u8, 0, 1, 0, .. "ja"u8, 0, 0, .. Pack("日本", Encoding.UTF8)]);

        IReadOnlyDictionary<string, string> read = PngMetadata.Read(TestFiles.Png(1, 1, 8, TestFiles.Grey, [0], z, i));

        Assert.Equal("packed é", read["old"]);
        Assert.Equal("日本", read["new"]);
    }

    [Fact]
    public void Read_TextThatUnpacksTooLarge_IsRefused()
    {
        byte[] bomb = PngChunk.Write("zTXt", [.. "k"u8, 0, 0, .. Pack(new string('a', PngTextChunk.MaximumUnpackedBytes + 1), Encoding.Latin1)]);

        PngFormatException exception = Assert.Throws<PngFormatException>(() => PngMetadata.Read(TestFiles.Png(1, 1, 8, TestFiles.Grey, [0], bomb)));

        Assert.Contains("unpacks to more than", exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "signature", [] },
        { "signature", "GIF89a.."u8.ToArray() },
        { "signature", [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\n', 0x1A, (byte)'\n', 0] },
        { "ends before its IEND", [.. PngChunk.Signature] },
        { "ends before its IEND", Plain[..^12] },
        { "says that it holds", Changed(Plain, 8, 0xFF) },
        { "says that it holds", Plain[..^20] },
        { "check value of chunk IHDR", Changed(Plain, 20, 0x55) },
        { "not four letters", Changed(Plain, 12, (byte)'1') },
        { "IHDR as the first", [.. PngChunk.Signature, .. PngChunk.Write("IDAT", []), .. PngChunk.Write("IEND", [])] },
        { "no IDAT", [.. PngChunk.Signature, .. PngChunk.Write("IHDR", new byte[13]), .. PngChunk.Write("IEND", [])] },
        { "zero byte", WithChunk("tEXt", "abc"u8) },
        { "zero byte", WithChunk("iTXt", [(byte)'a', 0, 0, 0, (byte)'e', (byte)'n']) },
        { "ends after its keyword", WithChunk("iTXt", [(byte)'a', 0, 0]) },
        { "ends after its keyword", WithChunk("zTXt", [(byte)'a', 0]) },
        { "method 7", WithChunk("zTXt", [(byte)'a', 0, 7, 1]) },
        { "cannot be decoded", WithChunk("zTXt", [(byte)'a', 0, 0, 1, 2, 3]) },
        { "cannot be decoded", WithChunk("iTXt", [(byte)'a', 0, 0, 0, 0, 0, 0xFF]) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Read_MalformedFile_SaysWhatIsWrong(string expected, byte[] png)
    {
        PngFormatException exception = Assert.Throws<PngFormatException>(() => PngMetadata.Read(png));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.InRange(exception.Offset, 0, png.Length);
    }

    [Fact]
    public void Read_LengthNearFourGigabytes_DoesNotOverflow()
    {
        byte[] png = [.. Plain];
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(8), uint.MaxValue);

        Assert.Throws<PngFormatException>(() => PngMetadata.Read(png));
    }

    private static byte[] WithChunk(string type, ReadOnlySpan<byte> data) => TestFiles.Png(1, 1, 8, TestFiles.Grey, [0], PngChunk.Write(type, data));

    private static byte[] Changed(byte[] bytes, int index, byte value)
    {
        byte[] copy = [.. bytes];
        copy[index] = value;
        return copy;
    }

    private static byte[] Pack(string text, Encoding encoding)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(encoding.GetBytes(text));
        }

        return packed.ToArray();
    }
}
