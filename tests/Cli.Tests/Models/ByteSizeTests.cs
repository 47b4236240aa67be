using ReCorD.Cli.Models;

namespace ReCorD.Cli.Tests.Models;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1", 1L)]
    [InlineData("500MB", 500_000_000L)]
    [InlineData("500 mb", 500_000_000L)]
    [InlineData("1.5GB", 1_500_000_000L)]
    [InlineData("2kb", 2000L)]
    [InlineData("12B", 12L)]
    [InlineData("0", null)]
    [InlineData("-1MB", null)]
    [InlineData("1,5GB", null)]
    [InlineData("1e9", null)]
    [InlineData("999999999999GB", null)]
    [InlineData("", null)]
    public void Parse_Text_GivesBytes(string text, long? expected) => Assert.Equal(expected, ByteSize.Parse(text));

    [Theory]
    [InlineData(12L, "12 bytes")]
    [InlineData(1234L, "1.23 KB")]
    [InlineData(3_440_000_000L, "3.44 GB")]
    public void Format_Bytes_AreShort(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));
}
