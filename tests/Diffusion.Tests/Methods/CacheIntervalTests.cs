using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>Steps between two whole ones take over the deep feature.</summary>
public sealed class CacheIntervalTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    /// <summary>Ten steps; ReCorD edits the first three, so that seven remain.</summary>
    [Theory]
    [InlineData("stable-diffusion", 1, 20)]
    [InlineData("stable-diffusion", 2, 10)]
    [InlineData("stable-diffusion", 10, 2)]
    [InlineData("record", 1, 26)]
    [InlineData("record", 3, 18)]
    public void Generate_Interval_CountsWholeSteps(string method, int interval, int rows)
        => Assert.Equal(rows, model.Method(method).Generate(Request(steps: 10) with { CacheInterval = interval }, null, default).UNetRows);

    [Fact]
    public void Generate_EverySecondStepWhole_ResemblesTheWholePictureAndRepeats()
    {
        GenerationRequest request = Request(steps: 20) with { TargetBox = Target };
        IGenerationMethod method = model.Method("record");

        GenerationResult whole = method.Generate(request, null, default);
        GenerationResult cached = method.Generate(request with { CacheInterval = 2 }, null, default);

        Assert.Equal(cached.Image.Pixels, method.Generate(request with { CacheInterval = 2 }, null, default).Image.Pixels);
        double difference = Difference(whole, cached);
        double stranger = Difference(whole, method.Generate(request with { Seed = request.Seed + 1 }, null, default));
        Assert.InRange(difference, double.Epsilon, stranger / 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Generate_IntervalOutOfRange_IsRefused(int interval)
    {
        GenerationException error = Assert.Throws<GenerationException>(() => model.Method("stable-diffusion").Generate(Request(steps: 5) with { CacheInterval = interval }, null, default));

        Assert.Contains($"between 1 and 10, not {interval}", error.Message, StringComparison.Ordinal);
    }

    private static double Difference(GenerationResult left, GenerationResult right) => left.Image.Pixels.Zip(right.Image.Pixels, (a, b) => Math.Pow(a - b, 2)).Average();
}
