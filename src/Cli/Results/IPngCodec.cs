using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Results;

/// <summary>PNG files with text chunks. Behind an interface so that results can be tested where no image library is installed.</summary>
internal interface IPngCodec
{
    /// <summary>A PNG file of the picture that carries the texts, by keyword.</summary>
    byte[] Encode(RgbImage image, IReadOnlyDictionary<string, string> texts);

    /// <summary>The text chunks of a PNG file, by keyword.</summary>
    IReadOnlyDictionary<string, string> ReadTexts(byte[] file);
}
