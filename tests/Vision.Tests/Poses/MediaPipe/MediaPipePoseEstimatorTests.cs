using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Vision.Poses;
using ReCorD.Vision.Tests.Imaging;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

/// <summary>The whole way from a folder and a picture to a pose, through ONNX Runtime, with networks whose answers are known.</summary>
public sealed class MediaPipePoseEstimatorTests : IDisposable
{
    /// <summary>Places: the detector's numbers are single precision, of pixels up to 224.</summary>
    private const double Rounding = 1e-6;

    private readonly ComputeRuntime runtime = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("record-pose-");

    private static RgbImage Yellow { get; } = TestFiles.Solid(640, 480, 255, 255, 0);

    /// <summary>Closed form: crop pixel (192, 64) of the region around (320, 240) with side 500, turned by atan(3/4), is pixel (495, 215).</summary>
    [Theory]
    [InlineData(true, 256)]
    [InlineData(false, 256)]
    [InlineData(true, 128)]
    public void Estimate_PersonSeen_MapsLandmarksBackToThePicture(bool planar, int maskSide)
    {
        using IPoseEstimator estimator = Load(new StandInNetworks { Planar = planar, MaskSide = maskSide });

        PoseEstimate pose = estimator.Estimate(Yellow, CancellationToken.None)!;

        Assert.Equal(LandmarkNames.All.Count, pose.Landmarks.Count);
        Assert.All(pose.Landmarks, landmark =>
        {
            Assert.Equal(495 / 640.0, landmark.X, Rounding);
            Assert.Equal(215 / 480.0, landmark.Y, Rounding);
            Assert.Equal(1 / (1 + Math.Exp(-2)), landmark.Visibility, Rounding);
        });
    }

    /// <summary>
    /// The silhouette is a rectangle of 125 x 250 pixels about (320, 240), turned with the region (cos 0.8, sin 0.6): it reaches
    /// 0.8 * 62.5 + 0.6 * 125 = 125 to the sides and 0.6 * 62.5 + 0.8 * 125 = 137.5 up and down.
    /// </summary>
    [Fact]
    public void Estimate_PersonSeen_BoxAndMaskAreTheSilhouette()
    {
        // A cell of the mask is 500/256 pixels wide, and the box is of whole pixels.
        const double cell = 500.0 / 256;
        using IPoseEstimator estimator = Load(new StandInNetworks());

        PoseEstimate pose = estimator.Estimate(Yellow, CancellationToken.None)!;

        Assert.Equal(195, pose.PersonBox.Left * 640, cell);
        Assert.Equal(445, pose.PersonBox.Right * 640, cell);
        Assert.Equal(102.5, pose.PersonBox.Top * 480, cell);
        Assert.Equal(377.5, pose.PersonBox.Bottom * 480, cell);
        ScalarMap mask = pose.PersonMask!;
        Assert.Equal((640, 480), (mask.Width, mask.Height));
        Assert.Equal(1 / (1 + Math.Exp(-8)), mask[320, 240], Rounding);

        // (-50, -100) in the region's axes is (-0.8*50 + 0.6*100, -0.6*50 - 0.8*100): inside; mirrored it is outside.
        Assert.True(mask[320 + 20, 240 - 110] > 0.5);
        Assert.True(mask[320 - 20 - 80, 240 - 110] < 0.5);
    }

    [Fact]
    public void Estimate_EmptySilhouette_TakesTheBoxOfTheLandmarks()
    {
        using IPoseEstimator estimator = Load(new StandInNetworks { LandmarkStep = 1, Person = (0, 0, 0, 0) });

        PoseEstimate pose = estimator.Estimate(Yellow, CancellationToken.None)!;

        Assert.Equal(PersonBox.Around(pose.Landmarks, 640, 480), pose.PersonBox);
        Assert.True(pose.PersonBox.Width > 0);
    }

    /// <summary>Crop pixels 2000 and more to the right are far outside the picture, whatever the networks say of presence.</summary>
    [Fact]
    public void Estimate_BodyOutsideThePicture_ReturnsNull()
    {
        using IPoseEstimator estimator = Load(new StandInNetworks { Landmark = [2000, 64, 0, 2, 2], LandmarkStep = 1, Person = (0, 0, 0, 0) });

        Assert.Null(estimator.Estimate(Yellow, CancellationToken.None));
    }

    /// <summary>A point that the network is sure to see but not sure to be in the picture is not visible.</summary>
    [Fact]
    public void Estimate_PointOutsideThePicture_IsNotVisible()
    {
        using IPoseEstimator estimator = Load(new StandInNetworks { Landmark = [192, 64, 0, 5, -3] });

        Assert.All(estimator.Estimate(Yellow, CancellationToken.None)!.Landmarks, landmark => Assert.Equal(1 / (1 + Math.Exp(3)), landmark.Visibility, Rounding));
    }

    [Theory]
    [InlineData(255, 0, 0)]
    [InlineData(0, 255, 0)]
    [InlineData(0, 0, 255)]
    public void Estimate_EitherNetworkSeesNobody_ReturnsNull(byte red, byte green, byte blue)
    {
        using IPoseEstimator estimator = Load(new StandInNetworks());

        Assert.Null(estimator.Estimate(TestFiles.Solid(64, 64, red, green, blue), CancellationToken.None));
    }

    /// <summary>Both points of the body in one place: there is no region to look at.</summary>
    [Fact]
    public void Estimate_BodyWithoutExtent_ReturnsNull()
    {
        using IPoseEstimator estimator = Load(new StandInNetworks { Detection = [0, 0, 40, 40, -84, -28, -84, -28, 0, 0, 0, 0] });

        Assert.Null(estimator.Estimate(Yellow, CancellationToken.None));
    }

    /// <summary>A body said to be thousands of pictures tall must neither take for ever nor fail.</summary>
    [Fact]
    public void Estimate_WildDetection_ComesToAnEnd()
    {
        using IPoseEstimator estimator = Load(new StandInNetworks { Detection = [0, 0, 40, 40, -84, -28, 1e6f, 1e6f, 0, 0, 0, 0] });

        Assert.NotNull(estimator.Estimate(Yellow, CancellationToken.None));
    }

    [Fact]
    public void Estimate_FromSeveralThreads_GivesTheSame()
    {
        using IPoseEstimator estimator = Load(new StandInNetworks());

        PoseEstimate[] poses = new PoseEstimate[4];
        Parallel.For(0, poses.Length, i => poses[i] = estimator.Estimate(Yellow, CancellationToken.None)!);

        Assert.All(poses, pose => Assert.Equal(poses[0].Landmarks, pose.Landmarks));
    }

    [Fact]
    public void Estimate_Cancelled_Throws()
    {
        using IPoseEstimator estimator = Load(new StandInNetworks());

        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Estimate(Yellow, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Estimate_NetworkGivesNoNumbers_SaysWhich()
    {
        // The heat maps stay as they are, so that the place itself is what is broken.
        using IPoseEstimator estimator = Load(new StandInNetworks { Landmark = [float.NaN, 64, 0, 2, 2] });

        PoseModelException exception = Assert.Throws<PoseModelException>(() => estimator.Estimate(Yellow, CancellationToken.None));

        Assert.Contains("landmarks", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(StandInNetworks.LandmarksFile, exception.Path, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        runtime.Dispose();
        folder.Delete(recursive: true);
    }

    private IPoseEstimator Load(StandInNetworks networks)
    {
        networks.Write(folder.FullName);
        return PoseEstimatorFactory.Load(runtime, folder.FullName);
    }
}
