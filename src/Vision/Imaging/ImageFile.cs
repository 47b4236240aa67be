using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging.Native;
using ReCorD.Vision.Png;

namespace ReCorD.Vision.Imaging;

/// <summary>Reads PNG, JPEG and WebP pictures and writes PNG, JPEG and WebP, through libvips. Safe to call from several threads.</summary>
public static unsafe class ImageFile
{
    /// <summary>Longest side that is read, in pixels.</summary>
    public const int MaximumSide = 16384;

    /// <summary>Most pixels that are read: 64 Mi, 192 MiB as RGB. A small file can claim to be far larger.</summary>
    public const long MaximumPixels = 64L << 20;

    /// <summary>JPEG quality that chat models see no difference from the original at, in 1..100.</summary>
    public const int DefaultJpegQuality = 90;

    private const string White = "255 255 255";

    /// <summary>Version of the loaded libvips.</summary>
    /// <exception cref="DllNotFoundException">There is no libvips.</exception>
    public static Version LibraryVersion => VipsLibrary.Version;

    /// <summary>Reads a picture file; see <see cref="Decode"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">The file is no usable picture.</exception>
    public static RgbImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>
    /// Decodes a picture to 8-bit sRGB: turned as its EXIF orientation says, transparency laid on white, grey, 16-bit, palette and
    /// CMYK pixels converted, by the embedded colour profile where there is one. Of an animation the first frame.
    /// </summary>
    /// <param name="bytes">The whole file: PNG, JPEG or WebP, recognised by its first bytes.</param>
    /// <param name="path">Name for error messages.</param>
    /// <exception cref="ImageFormatException">
    /// Another format, damaged, cut short, a side over <see cref="MaximumSide"/> or more pixels than <see cref="MaximumPixels"/>
    /// (checked before any pixel is decoded).
    /// </exception>
    public static RgbImage Decode(ReadOnlySpan<byte> bytes, string? path = null)
    {
        string loader = LoaderOf(bytes, path);
        try
        {
            fixed (byte* data = bytes)
            {
                using VipsOperation load = new(loader);
                using VipsImage image = load.SetPinned("buffer", data, bytes.Length).Set("fail_on", "error").Set("memory", "true").RunToImage();
                CheckSize(image, path);
                return ToRgb(image);
            }
        }
        catch (VipsException exception)
        {
            throw new ImageFormatException($"The picture is damaged or cut short ({exception.Reason}). Save it again from its source.", path, exception);
        }
    }

    /// <summary>
    /// Encodes as PNG, 8-bit RGB, no metadata but the given text chunks. The same picture and texts give the same bytes with the
    /// same libvips on the same kind of machine.
    /// </summary>
    /// <exception cref="ArgumentException">A text cannot be stored; see <see cref="PngText"/>.</exception>
    public static byte[] EncodePng(RgbImage image, IReadOnlyList<PngText>? texts = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        using VipsImage source = VipsImage.From(image);
        using VipsOperation save = new("pngsave_buffer");
        byte[] png = save.Set("in", source).Set("keep", "none").RunToBytes();
        return texts is null or [] ? png : PngMetadata.Write(png, texts);
    }

    /// <summary>Encodes as JPEG without metadata, smaller than PNG for sending photographs to chat models.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1..100, default <see cref="DefaultJpegQuality"/>.</param>
    public static byte[] EncodeJpeg(RgbImage image, int quality = DefaultJpegQuality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        using VipsImage source = VipsImage.From(image);
        using VipsOperation save = new("jpegsave_buffer");
        return save.Set("in", source).Set("Q", quality).Set("keep", "none").RunToBytes();
    }

    /// <summary>Encodes as lossy WebP without metadata.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1..100, default <see cref="DefaultJpegQuality"/>.</param>
    public static byte[] EncodeWebp(RgbImage image, int quality = DefaultJpegQuality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        using VipsImage source = VipsImage.From(image);
        using VipsOperation save = new("webpsave_buffer");
        return save.Set("in", source).Set("Q", quality).Set("keep", "none").RunToBytes();
    }

    private static string LoaderOf(ReadOnlySpan<byte> bytes, string? path) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "pngload_buffer",
        [0xFF, 0xD8, 0xFF, ..] => "jpegload_buffer",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "webpload_buffer",
        [] => throw new ImageFormatException("The picture is empty (0 bytes).", path),
        _ => throw new ImageFormatException(
            $"Expected a PNG, JPEG or WebP picture, but it begins with the bytes {Convert.ToHexString(bytes[..Math.Min(8, bytes.Length)])}. Convert it to one of these.", path),
    };

    private static void CheckSize(VipsImage image, string? path)
    {
        int width = image.Width, height = image.Height;
        if (width > MaximumSide || height > MaximumSide || (long)width * height > MaximumPixels)
        {
            throw new ImageFormatException(
                string.Create(CultureInfo.InvariantCulture, $"The picture has {width}x{height} pixels; at most {MaximumSide} a side and {MaximumPixels} in all are read. Make it smaller."), path);
        }
    }

    private static RgbImage ToRgb(VipsImage image)
    {
        using VipsImage upright = VipsOperation.Apply("autorot", image);
        using VipsImage coloured = ToSrgb(upright);
        using VipsImage opaque = coloured.HasAlpha
            ? VipsOperation.Apply("flatten", coloured, ("background", White))
            : VipsOperation.Apply("copy", coloured);
        using VipsImage bytes = VipsOperation.Apply("cast", opaque, ("format", "uchar"));
        using VipsImage three = VipsOperation.Apply("extract_band", bytes, ("band", "0"), ("n", "3"));
        return new RgbImage(three.Width, three.Height, three.ToBytes());
    }

    private static VipsImage ToSrgb(VipsImage image)
    {
        if (image.HasMetadata("icc-profile-data"))
        {
            try
            {
                return VipsOperation.Apply("icc_transform", image, ("output_profile", "srgb"), ("embedded", "true"), ("depth", "8"));
            }
            catch (VipsException)
            {
                // A profile that does not fit the pixels is common in the wild; viewers ignore it, and so do we.
            }
        }

        return VipsOperation.Apply("colourspace", image, ("space", "srgb"));
    }
}
