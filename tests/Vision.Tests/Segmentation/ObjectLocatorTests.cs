using System.Text.Json;
using System.Text.Json.Serialization;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Segmentation;

namespace ReCorD.Vision.Tests.Segmentation;

public sealed class ObjectLocatorTests
{
    public static TheoryData<int> GoldenCases => [.. Enumerable.Range(0, Golden.Value.Count)];

    // Golden/otsu.json: results of the official ReCorD function with OpenCV 4.6.
    private static readonly Lazy<IReadOnlyList<GoldenCase>> Golden = new(() => JsonSerializer.Deserialize<GoldenFile>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "otsu.json")))!.Cases);

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Locate_GoldenMap_EqualsOfficialCode(int index)
    {
        GoldenCase golden = Golden.Value[index];
        ScalarMap map = new(golden.Resolution, golden.Resolution, golden.Map);

        ObjectRegion region = ObjectLocator.Locate(map)!;

        Assert.Equal(golden.Threshold, region.Threshold);
        Assert.Equal(golden.MaskCount, region.Mask.Count);
        Assert.Equal(golden.Mask, region.Mask.Cells.Select(cell => cell ? 1 : 0));
        int[] xywh = golden.LargestContour;
        Assert.Equal(Box.FromPixels(xywh[0], xywh[1], xywh[0] + xywh[2], xywh[1] + xywh[3], golden.Resolution, golden.Resolution), region.Box);
    }

    [Fact]
    public void Regions_TwoSpots_GivesARectangleOfEach()
    {
        float[] values = new float[64];
        values[0] = values[1] = 1;

        // Otsu's threshold is the highest level of the ground, and cells at it count.
        values[2] = 0.1f;
        values[63] = 0.9f;

        IReadOnlyList<Box> regions = ObjectLocator.Regions(new ScalarMap(8, 8, values));

        Assert.Equal([new Box(0, 0, 0.375, 0.125), new Box(0.875, 0.875, 1, 1)], regions.OrderBy(box => box.Left));
    }

    [Fact]
    public void Regions_FlatMap_IsEmpty() => Assert.Empty(ObjectLocator.Regions(new ScalarMap(4, 4, new float[16])));

    [Fact]
    public void GoldenFile_Always_HoldsEightCases() => Assert.Equal(8, Golden.Value.Count);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 4)]
    public void Locate_FlatOrEmptyMap_ReturnsNull(int width, int height)
    {
        float[] values = new float[width * height];
        Array.Fill(values, 0.25f);

        Assert.Null(ObjectLocator.Locate(new ScalarMap(width, height, values)));
    }

    [Fact]
    public void Locate_ValueNotFinite_NamesTheCell()
    {
        float[] values = new float[6];
        values[5] = float.NaN;

        ArgumentException exception = Assert.Throws<ArgumentException>(() => ObjectLocator.Locate(new ScalarMap(3, 2, values)));

        Assert.Contains("(2, 1)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_BlockOnWideMap_GivesItsEdges()
    {
        // Closed form: cells x 4..6, y 1..2 of 8x4 are [4/8, 7/8] by [1/4, 3/4]. The ground's highest cell (the first) is the threshold.
        float[] values = new float[32];
        values[0] = 0.1f;
        for (int y = 1; y <= 2; y++)
        {
            for (int x = 4; x <= 6; x++)
            {
                values[(y * 8) + x] = 1;
            }
        }

        ObjectRegion region = ObjectLocator.Locate(new ScalarMap(8, 4, values))!;

        Assert.Equal(new Box(0.5, 0.25, 0.875, 0.75), region.Box);
        Assert.Equal(25, region.Threshold);
        Assert.Equal(7, region.Mask.Count);
    }

    [Fact]
    public void Locate_HugeRange_DoesNotOverflow()
    {
        float[] values = [float.MinValue, float.MinValue, float.MaxValue, float.MinValue, -3e38f];

        ObjectRegion region = ObjectLocator.Locate(new ScalarMap(5, 1, values))!;

        Assert.Equal([false, false, true, false, true], region.Mask.Cells);
    }

    [Fact]
    public void Locate_TwoValuesOnly_TakesEverything()
    {
        // A quirk of the official code, kept: Otsu's threshold is the ground's own level, and cells AT the threshold count.
        ObjectRegion region = ObjectLocator.Locate(new ScalarMap(2, 1, [0, 1]))!;

        Assert.Equal(0, region.Threshold);
        Assert.Equal(Box.WholePicture, region.Box);
    }

    [Fact]
    public void Locate_EqualAreas_TakesTheLastInReadingOrder()
    {
        // OpenCV lists contours from the last found to the first, and the official code takes the first largest.
        float[] values = [1, 0, 0.1f, 0, 0, 0, 1, 0, 0];

        Assert.Equal(Box.FromPixels(0, 2, 1, 3, 3, 3), ObjectLocator.Locate(new ScalarMap(3, 3, values))!.Box);
    }

    private sealed record GoldenFile([property: JsonPropertyName("cases")] IReadOnlyList<GoldenCase> Cases);

    private sealed record GoldenCase(
        [property: JsonPropertyName("resolution")] int Resolution,
        [property: JsonPropertyName("map")] float[] Map,
        [property: JsonPropertyName("mask_count")] int MaskCount,
        [property: JsonPropertyName("mask")] int[] Mask,
        [property: JsonPropertyName("largest_contour_xywh")] int[] LargestContour,
        [property: JsonPropertyName("opencv_otsu_threshold")] double Threshold);
}
