using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;
using ReCorD.Vision.Png;

namespace ReCorD.Cli.Results;

/// <summary>PNG files through libvips.</summary>
internal sealed class VipsPngCodec : IPngCodec
{
    public byte[] Encode(RgbImage image, IReadOnlyDictionary<string, string> texts)
        => ImageFile.EncodePng(image, [.. texts.Select(text => new PngText(text.Key, text.Value))]);

    public IReadOnlyDictionary<string, string> ReadTexts(byte[] file) => PngMetadata.Read(file);
}
