using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Vision.Poses;
using ReCorD.Vision.Tests.Imaging;

namespace ReCorD.Vision.Tests.Poses;

public sealed class HeatmapPoseEstimatorTests : IDisposable
{
    /// <summary>Mean error allowed, in pixels of 64. On its own renders the network errs by 0.3; ours are drawn by another rasteriser.</summary>
    private const double MeanErrorAllowed = 1;

    private readonly ComputeRuntime runtime = new();
    private readonly IPoseEstimator estimator;

    public HeatmapPoseEstimatorTests()
        => estimator = PoseEstimatorFactory.Load(runtime, Path.Combine(AppContext.BaseDirectory, "mini-hoi-pose"));

    [Theory]
    [InlineData("kicking", 64, 64)]
    [InlineData("walking", 64, 64)]
    [InlineData("kicking", 512, 512)]
    [InlineData("walking", 300, 200)]
    public void Estimate_DrawnPerson_FindsTheJoints(string pose, int width, int height)
    {
        DrawnPerson person = pose == "kicking" ? DrawnPerson.Kicking : DrawnPerson.Walking;

        PoseEstimate estimate = estimator.Estimate(person.Draw(width, height), CancellationToken.None)!;

        double error = person.Truth().Average(place =>
        {
            Landmark found = estimate.Landmarks[LandmarkNames.All.Index().Single(name => name.Item == place.Key).Index];
            return 64 * double.Hypot(found.X - place.Value.X, found.Y - place.Value.Y);
        });
        Assert.True(error < MeanErrorAllowed, $"mean error {error}");
        Assert.All(estimate.Landmarks, landmark => Assert.InRange(landmark.Visibility, 0, 1));
    }

    [Fact]
    public void Estimate_DrawnPerson_BoxHoldsThePersonClosely()
    {
        // The ink of the person reaches from the hair (y 13.0 of 64) to below the standing foot.
        PoseEstimate estimate = estimator.Estimate(DrawnPerson.Kicking.Draw(64, 64), CancellationToken.None)!;

        Assert.InRange(estimate.PersonBox.Top * 64, 13 - DrawnPerson.HeadRadius, 13.5);
        Assert.All(DrawnPerson.Kicking.Truth().Values, place => Assert.True(
            place.X > estimate.PersonBox.Left && place.X < estimate.PersonBox.Right && place.Y > estimate.PersonBox.Top && place.Y < estimate.PersonBox.Bottom, place.ToString()));
    }

    [Fact]
    public void Estimate_Twice_GivesTheSame()
    {
        RgbImage image = DrawnPerson.Walking.Draw(64, 64);

        PoseEstimate[] estimates = new PoseEstimate[8];
        Parallel.For(0, estimates.Length, i => estimates[i] = estimator.Estimate(image, CancellationToken.None)!);

        Assert.All(estimates, estimate => Assert.Equal(estimates[0].Landmarks, estimate.Landmarks));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(255, 255, 255)]
    [InlineData(128, 128, 128)]
    [InlineData(225, 240, 250)]
    public void Estimate_BlankPicture_ReturnsNull(byte r, byte g, byte b)
        => Assert.Null(estimator.Estimate(TestFiles.Solid(64, 64, r, g, b), CancellationToken.None));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Estimate_Noise_ReturnsNull(int seed)
    {
        byte[] pixels = new byte[64 * 64 * 3];
        new Random(seed).NextBytes(pixels);

        Assert.Null(estimator.Estimate(new RgbImage(64, 64, pixels), CancellationToken.None));
    }

    [Fact]
    public void Estimate_Cancelled_Throws()
        => Assert.ThrowsAny<OperationCanceledException>(() => estimator.Estimate(TestFiles.Solid(64, 64, 0, 0, 0), new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(1.0 / 1024, 0)]
    [InlineData(1, 1)]
    [InlineData(1.0 / 32, 0.5)]
    [InlineData(0, 0)]
    [InlineData(1.01, 1)]
    public void Visibility_Peak_IsTheShareOfMinEntropyMissing(double peak, double expected)
        => Assert.Equal(expected, HeatmapPoseEstimator.Visibility(peak), 12);

    public void Dispose()
    {
        estimator.Dispose();
        runtime.Dispose();
    }
}
