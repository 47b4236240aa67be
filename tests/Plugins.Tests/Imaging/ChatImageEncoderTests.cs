using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Plugins.Tests.Imaging;

public sealed class ChatImageEncoderTests
{
    [Fact]
    public void Encode_SmallPicture_IsEnlargedByAWholeFactor()
    {
        EncodedImage encoded = new ChatImageEncoder().Encode(new RgbImage(64, 32, [.. Enumerable.Range(0, 64 * 32 * 3).Select(i => (byte)i)]));

        RgbImage decoded = ImageFile.Decode(encoded.Data.Span);
        Assert.Equal("image/png", encoded.MediaType);
        Assert.Equal((256, 128), (decoded.Width, decoded.Height));
    }

    [Fact]
    public void Encode_LargePicture_IsReducedToJpeg()
    {
        EncodedImage encoded = new ChatImageEncoder().Encode(new RgbImage(1024, 512, new byte[1024 * 512 * 3]));

        RgbImage decoded = ImageFile.Decode(encoded.Data.Span);
        Assert.Equal("image/jpeg", encoded.MediaType);
        Assert.Equal((768, 384), (decoded.Width, decoded.Height));
    }
}
