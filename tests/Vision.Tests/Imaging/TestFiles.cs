using System.Buffers.Binary;
using System.IO.Compression;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging.Native;
using ReCorD.Vision.Png;

namespace ReCorD.Vision.Tests.Imaging;

/// <summary>Picture files made byte by byte, so that tests do not judge libvips by itself.</summary>
internal static class TestFiles
{
    internal const byte Grey = 0;
    internal const byte TrueColour = 2;
    internal const byte Palette = 3;
    internal const byte TrueColourAlpha = 6;

    /// <summary>A PNG of raw samples (rows without filter bytes), as ISO/IEC 15948 lays them out.</summary>
    internal static byte[] Png(int width, int height, byte bitDepth, byte colourType, byte[] samples, params byte[][] chunksBeforeData)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bitDepth, colourType);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            int rowLength = height == 0 ? 0 : samples.Length / height;
            for (int y = 0; y < height && samples.Length > 0; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(samples, y * rowLength, rowLength);
            }
        }

        return
        [
            .. PngChunk.Signature, .. PngChunk.Write("IHDR", header), .. chunksBeforeData.SelectMany(chunk => chunk),
            .. PngChunk.Write("IDAT", packed.ToArray()), .. PngChunk.Write("IEND", []),
        ];
    }

    internal static byte[] WebP(RgbImage image)
    {
        using VipsImage source = VipsImage.From(image);
        using VipsOperation save = new("webpsave_buffer");
        return save.Set("in", source).Set("lossless", "true").RunToBytes();
    }

    /// <summary>A PNG that carries one of libvips' own colour profiles (p3, srgb); the pixel values stay as they are.</summary>
    internal static byte[] PngWithProfile(RgbImage image, string profile)
    {
        using VipsImage source = VipsImage.From(image);
        using VipsOperation save = new("pngsave_buffer");
        return save.Set("in", source).Set("profile", profile).RunToBytes();
    }

    /// <summary>A JPEG in the four printing colours, with their profile.</summary>
    internal static byte[] CmykJpeg(RgbImage image)
    {
        using VipsImage source = VipsImage.From(image);
        using VipsImage cmyk = VipsOperation.Apply("icc_transform", source, ("output_profile", "cmyk"));
        using VipsOperation save = new("jpegsave_buffer");
        return save.Set("in", cmyk).Set("Q", 100).RunToBytes();
    }

    /// <summary>A JPEG with an EXIF segment that states the orientation (TIFF tag 0x0112).</summary>
    internal static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A picture with every pixel different from its neighbours: R grows with x, G with y, B is a pattern.</summary>
    internal static RgbImage Pattern(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (int x, int y) = (i % width, i / width);
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = ((byte)(x * 255 / width), (byte)(y * 255 / height), (byte)((x * 31) ^ (y * 17)));
        }

        return new RgbImage(width, height, pixels);
    }

    internal static RgbImage Solid(int width, int height, byte r, byte g, byte b)
        => new(width, height, [.. Enumerable.Repeat<byte[]>([r, g, b], width * height).SelectMany(pixel => pixel)]);

    internal static (byte R, byte G, byte B) Pixel(RgbImage image, int x, int y)
    {
        int i = ((y * image.Width) + x) * 3;
        return (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
    }
}
