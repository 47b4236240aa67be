using System.Text;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;
using ReCorD.Vision.Png;

namespace ReCorD.Vision.Tests.Imaging;

public sealed class ImageFileTests
{
    /// <summary>Largest error of JPEG at quality 100 on a smooth picture: quantisation and chroma conversion, a few levels.</summary>
    private const int JpegTolerance = 6;

    /// <summary>Colour management computes with tables: two levels of rounding.</summary>
    private const double ProfileTolerance = 2;

    [Fact]
    public void LibraryVersion_Always_IsTheOneOfThePackage() => Assert.True(ImageFile.LibraryVersion >= new Version(8, 15, 0), ImageFile.LibraryVersion.ToString());

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 64)]
    [InlineData(33, 7)]
    public void EncodePng_Decoded_GivesTheSamePixels(int width, int height)
    {
        RgbImage image = TestFiles.Pattern(width, height);

        RgbImage decoded = ImageFile.Decode(ImageFile.EncodePng(image));

        Assert.Equal((width, height), (decoded.Width, decoded.Height));
        Assert.Equal(image.Pixels, decoded.Pixels);
    }

    [Fact]
    public void EncodePng_Twice_GivesTheSameBytes()
    {
        RgbImage image = TestFiles.Pattern(64, 64);
        PngText[] texts = [new("parameters", "a boy is kicking a ball\nSteps: 50"), new("record", "{\"verb\":\"キック\"}")];

        Assert.Equal(ImageFile.EncodePng(image, texts), ImageFile.EncodePng(image, texts));
    }

    [Fact]
    public void EncodePng_WithoutTexts_HoldsNoMetadata()
    {
        byte[] png = ImageFile.EncodePng(TestFiles.Pattern(8, 8));

        Assert.Empty(PngMetadata.Read(png));
        Assert.All(PngChunk.ReadAll(png), chunk => Assert.Contains(chunk.Type, (string[])["IHDR", "pHYs", "IDAT", "IEND"]));
    }

    [Fact]
    public void EncodePng_WithTexts_KeepsTextsAndPixels()
    {
        RgbImage image = TestFiles.Pattern(16, 16);

        byte[] png = ImageFile.EncodePng(image, [new PngText("parameters", "x")]);

        Assert.Equal("x", PngMetadata.Read(png)["parameters"]);
        Assert.Equal(image.Pixels, ImageFile.Decode(png).Pixels);
    }

    [Fact]
    public void EncodeJpeg_Decoded_GivesNearlyTheSamePixels()
    {
        RgbImage image = TestFiles.Solid(32, 24, 40, 80, 200);

        RgbImage decoded = ImageFile.Decode(ImageFile.EncodeJpeg(image, 100));

        Assert.Equal((32, 24), (decoded.Width, decoded.Height));
        Assert.All(image.Pixels.Zip(decoded.Pixels), pair => Assert.InRange(pair.First - pair.Second, -JpegTolerance, JpegTolerance));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void EncodeJpeg_QualityOutside_Throws(int quality)
        => Assert.Throws<ArgumentOutOfRangeException>(() => ImageFile.EncodeJpeg(TestFiles.Solid(1, 1, 0, 0, 0), quality));

    [Fact]
    public void WebP_of_full_quality_decodes_to_nearly_the_same_pixels()
    {
        RgbImage image = TestFiles.Solid(32, 24, 40, 80, 200);

        RgbImage decoded = ImageFile.Decode(ImageFile.EncodeWebp(image, 100));

        Assert.Equal((32, 24), (decoded.Width, decoded.Height));
        Assert.All(image.Pixels.Zip(decoded.Pixels), pair => Assert.InRange(pair.First - pair.Second, -JpegTolerance, JpegTolerance));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void WebP_of_a_quality_that_does_not_exist_is_refused(int quality)
        => Assert.Throws<ArgumentOutOfRangeException>(() => ImageFile.EncodeWebp(TestFiles.Solid(1, 1, 0, 0, 0), quality));

    [Fact]
    public void Decode_LosslessWebP_GivesTheSamePixels()
    {
        RgbImage image = TestFiles.Pattern(20, 10);

        Assert.Equal(image.Pixels, ImageFile.Decode(TestFiles.WebP(image)).Pixels);
    }

    [Fact]
    public void Decode_Grey_GivesThreeEqualChannels()
    {
        RgbImage image = ImageFile.Decode(TestFiles.Png(3, 1, 8, TestFiles.Grey, [0, 100, 255]));

        Assert.Equal([0, 0, 0, 100, 100, 100, 255, 255, 255], image.Pixels);
    }

    [Fact]
    public void Decode_OneBitGrey_GivesBlackAndWhite()
    {
        RgbImage image = ImageFile.Decode(TestFiles.Png(8, 1, 1, TestFiles.Grey, [0b1010_0000]));

        Assert.Equal([255, 0, 255, 0, 0, 0, 0, 0], Enumerable.Range(0, 8).Select(x => TestFiles.Pixel(image, x, 0).G));
    }

    [Fact]
    public void Decode_SixteenBit_KeepsTheHighByte()
    {
        RgbImage image = ImageFile.Decode(TestFiles.Png(1, 1, 16, TestFiles.TrueColour, [0x12, 0x12, 0x80, 0x80, 0xFF, 0xFF]));

        Assert.Equal([0x12, 0x80, 0xFF], image.Pixels);
    }

    [Fact]
    public void Decode_Palette_LooksUpColours()
    {
        byte[] palette = PngChunk.Write("PLTE", [1, 2, 3, 200, 100, 50]);

        RgbImage image = ImageFile.Decode(TestFiles.Png(2, 1, 8, TestFiles.Palette, [1, 0], palette));

        Assert.Equal([200, 100, 50, 1, 2, 3], image.Pixels);
    }

    [Fact]
    public void Decode_Alpha_IsLaidOnWhite()
    {
        // Closed form: transparent gives white, opaque the colour, 51/255 = 0.2 of (0, 0, 255) on white gives (204, 204, 255).
        RgbImage image = ImageFile.Decode(TestFiles.Png(3, 1, 8, TestFiles.TrueColourAlpha, [9, 9, 9, 0, 10, 20, 30, 255, 0, 0, 255, 51]));

        Assert.Equal([255, 255, 255, 10, 20, 30, 204, 204, 255], image.Pixels);
    }

    [Fact]
    public void Decode_DisplayP3Profile_ConvertsToSrgb()
    {
        // Closed form: both spaces have the transfer curve of IEC 61966-2-1; the matrix is P3-D65 to linear sRGB (W3C CSS Color 4).
        double[] linear = [.. new byte[] { 180, 120, 90 }.Select(value => value / 255.0).Select(value => Math.Pow((value + 0.055) / 1.055, 2.4))];
        double[][] matrix = [[1.224940, -0.224940, 0], [-0.042057, 1.042057, 0], [-0.019638, -0.078636, 1.098274]];
        double[] expected = [.. matrix.Select(row => row.Zip(linear).Sum(pair => pair.First * pair.Second)).Select(value => 255 * ((1.055 * Math.Pow(value, 1 / 2.4)) - 0.055))];

        RgbImage image = ImageFile.Decode(TestFiles.PngWithProfile(TestFiles.Solid(4, 4, 180, 120, 90), "p3"));

        (byte R, byte G, byte B) pixel = TestFiles.Pixel(image, 2, 2);
        Assert.InRange(pixel.R - expected[0], -ProfileTolerance, ProfileTolerance);
        Assert.InRange(pixel.G - expected[1], -ProfileTolerance, ProfileTolerance);
        Assert.InRange(pixel.B - expected[2], -ProfileTolerance, ProfileTolerance);
    }

    [Fact]
    public void Decode_BrokenProfile_IsIgnored()
    {
        byte[] profile = PngChunk.Write("iCCP", [(byte)'x', 0, 0, 1, 2, 3, 4]);

        RgbImage image = ImageFile.Decode(TestFiles.Png(1, 1, 8, TestFiles.TrueColour, [10, 20, 30], profile));

        Assert.Equal([10, 20, 30], image.Pixels);
    }

    [Fact]
    public void Decode_CmykJpeg_GivesTheColour()
    {
        RgbImage image = ImageFile.Decode(TestFiles.CmykJpeg(TestFiles.Solid(16, 16, 150, 120, 100)));

        (byte R, byte G, byte B) pixel = TestFiles.Pixel(image, 8, 8);
        Assert.InRange(pixel.R, 140, 160);
        Assert.InRange(pixel.G, 110, 130);
        Assert.InRange(pixel.B, 90, 110);
    }

    [Theory]
    [InlineData(1, 8, 4, 0)]
    [InlineData(3, 8, 4, 1)]
    [InlineData(6, 4, 8, 2)]
    [InlineData(8, 4, 8, 3)]
    public void Decode_ExifOrientation_TurnsThePicture(byte orientation, int width, int height, int redCorner)
    {
        // Left top quarter red. EXIF 3: half turn; 6: quarter turn clockwise; 8: quarter turn counter-clockwise.
        byte[] pixels = [.. Enumerable.Range(0, 32).SelectMany(i => i % 8 < 4 && i / 8 < 2 ? (byte[])[255, 0, 0] : [0, 0, 255])];
        byte[] jpeg = TestFiles.WithOrientation(ImageFile.EncodeJpeg(new RgbImage(8, 4, pixels), 100), orientation);

        RgbImage image = ImageFile.Decode(jpeg);

        Assert.Equal((width, height), (image.Width, image.Height));
        (int X, int Y)[] corners = [(0, 0), (width - 1, height - 1), (width - 1, 0), (0, height - 1)];
        Assert.All(corners.Index(), corner => Assert.Equal(corner.Index == redCorner, TestFiles.Pixel(image, corner.Item.X, corner.Item.Y).R > 128));
    }

    public static TheoryData<string, byte[]> Unusable => new()
    {
        { "empty", [] },
        { "47494638396101", "GIF89a\x01\0"u8.ToArray() },
        { "PNG, JPEG or WebP", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>") },
        { "damaged", [.. PngChunk.Signature] },
        { "damaged", ImageFile.EncodePng(TestFiles.Pattern(64, 64))[..2000] },
        { "damaged", ImageFile.EncodeJpeg(TestFiles.Pattern(64, 64))[..800] },
        { "damaged", TestFiles.WebP(TestFiles.Pattern(64, 64))[..200] },
        { "damaged", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3, 4] },
        { "20000x1 pixels", TestFiles.Png(20000, 1, 8, TestFiles.Grey, []) },
        { "16000x16000 pixels", TestFiles.Png(16000, 16000, 8, TestFiles.Grey, []) },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Decode_UnusableBytes_SaysWhatIsWrong(string expected, byte[] bytes)
    {
        ImageFormatException exception = Assert.Throws<ImageFormatException>(() => ImageFile.Decode(bytes, "in.png"));

        Assert.Equal("in.png", exception.Path);
        Assert.StartsWith("in.png: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Decode_FlippedByteInPixels_IsRefused()
    {
        byte[] png = ImageFile.EncodePng(TestFiles.Pattern(64, 64));
        PngChunk data = PngChunk.ReadAll(png).First(chunk => chunk.Type == "IDAT");
        png[data.Data.Start.Value + 100] ^= 0xFF;

        Assert.Throws<ImageFormatException>(() => ImageFile.Decode(png));
    }

    [Fact]
    public void Read_NoSuchFile_Throws()
        => Assert.Throws<FileNotFoundException>(() => ImageFile.Read(Path.Combine(AppContext.BaseDirectory, "no-such.png")));

    [Fact]
    public void Decode_FromManyThreads_GivesTheSamePixels()
    {
        RgbImage image = TestFiles.Pattern(48, 48);
        byte[] png = ImageFile.EncodePng(image);

        Parallel.For(0, 64, _ => Assert.Equal(image.Pixels, ImageFile.Decode(png).Pixels));
    }
}
