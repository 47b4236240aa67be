using ReCorD.Compute.Imaging;

namespace ReCorD.Plugins.Imaging;

/// <summary>Turns a picture into the bytes of a file that a chat model can be shown.</summary>
public interface IImageEncoder
{
    EncodedImage Encode(RgbImage image);
}

/// <summary>The bytes of a picture file and their media type, such as <c>image/png</c>.</summary>
public sealed record EncodedImage(ReadOnlyMemory<byte> Data, string MediaType);
