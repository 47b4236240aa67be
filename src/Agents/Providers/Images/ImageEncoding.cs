using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Agents.Providers.Images;

/// <summary>How pictures are sent to a provider.</summary>
/// <param name="MaximumSide">Longest side in pixels; null: as they come.</param>
/// <param name="MediaType">As <c>image/png</c>; null: as they come.</param>
/// <param name="Quality">Of JPEG and WebP, 1 to 100.</param>
internal sealed record ImageEncoding(int? MaximumSide, string? MediaType, int Quality)
{
    private const int SmallestSide = 16;

    /// <summary>Whether nothing is asked for, so that pictures need not even be looked at.</summary>
    public bool IsNeutral => MaximumSide is null && MediaType is null;

    /// <exception cref="ChatProviderException">A setting is out of its range.</exception>
    public static ImageEncoding Read(string provider, ChatProviderSettings settings)
    {
        string? type = settings.ImageFormat?.Trim().ToLowerInvariant() switch
        {
            null or "" or "auto" => null,
            "png" => "image/png",
            "jpeg" or "jpg" => "image/jpeg",
            "webp" => "image/webp",
            _ => throw New(provider, $"ImageFormat is '{settings.ImageFormat}'; choose auto, png, jpeg or webp."),
        };
        return settings.ImageMaximumSide is < SmallestSide or > ImageFile.MaximumSide ? throw New(provider, $"ImageMaximumSide is {settings.ImageMaximumSide}; choose {SmallestSide} to {ImageFile.MaximumSide} pixels.")
            : settings.ImageQuality is < 1 or > 100 ? throw New(provider, $"ImageQuality is {settings.ImageQuality}; choose 1 to 100.")
            : new ImageEncoding(settings.ImageMaximumSide, type, settings.ImageQuality);
    }

    /// <summary>The picture file as the provider is to have it; the same bytes where they are so already.</summary>
    /// <exception cref="ImageFormatException">The bytes are no picture that can be read.</exception>
    public (ReadOnlyMemory<byte> Data, string MediaType) Apply(ReadOnlyMemory<byte> data, string mediaType)
    {
        RgbImage image = ImageFile.Decode(data.Span);
        int side = Math.Max(image.Width, image.Height);
        bool isLarge = side > MaximumSide;
        string type = MediaType ?? mediaType;
        if (!isLarge && type == mediaType)
        {
            return (data, mediaType);
        }

        double scale = isLarge ? (double)MaximumSide!.Value / side : 1;
        RgbImage sent = isLarge
            ? ImageResizer.Resize(image, Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)), ResizeKernel.Lanczos3)
            : image;
        return type switch
        {
            "image/jpeg" => (ImageFile.EncodeJpeg(sent, Quality), type),
            "image/webp" => (ImageFile.EncodeWebp(sent, Quality), type),
            _ => (ImageFile.EncodePng(sent), "image/png"),
        };
    }

    private static ChatProviderException New(string provider, string what) => new($"Chat provider '{provider}': {what}") { Provider = provider };
}
