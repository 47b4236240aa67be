using ReCorD.Compute.Runtime;
using ReCorD.Vision.Poses;

namespace ReCorD.Vision.Tests.Poses;

public sealed class PoseEstimatorFactoryTests : IDisposable
{
    private readonly ComputeRuntime runtime = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("record-pose-");

    [Theory]
    [InlineData("HeatmapPose")]
    [InlineData("MediaPipePose")]
    public void KnownClasses_Always_HoldThoseThatShip(string name) => Assert.Contains(name, PoseEstimatorFactory.KnownClasses);

    [Theory]
    [InlineData("does not exist")]
    [InlineData("person_detection_mediapipe_2023mar.onnx and pose_estimation_mediapipe_2023mar.onnx")]
    public void Load_NoConfig_SaysWhatIsMissing(string expected) => AssertFails("config.json", expected);

    [Fact]
    public void ClassOf_EmbeddedModel_IsInItsConfig()
        => Assert.Equal("HeatmapPose", PoseEstimatorFactory.ClassOf(Path.Combine(AppContext.BaseDirectory, "mini-hoi-pose")));

    [Theory]
    [InlineData("{", "no valid JSON")]
    [InlineData("[]", "`_class_name`")]
    [InlineData("{}", "`_class_name`")]
    [InlineData("{\"_class_name\": 3}", "`_class_name`")]
    [InlineData("{\"_class_name\": \"MoveNet\"}", "MoveNet")]
    [InlineData("{\"_class_name\": \"MoveNet\"}", "Known: HeatmapPose")]
    public void Load_BadConfig_SaysWhatIsWrong(string config, string expected)
    {
        WriteConfig(config);

        AssertFails("config.json", expected);
    }

    [Fact]
    public void Load_NoNetwork_SaysWhatIsMissing()
    {
        WriteConfig("{\"_class_name\": \"HeatmapPose\"}");

        AssertFails("model.onnx", "does not exist");
    }

    [Fact]
    public void Load_CorruptNetwork_SaysWhichFile()
    {
        WriteConfig("{\"_class_name\": \"HeatmapPose\"}");
        File.WriteAllBytes(Path.Combine(folder.FullName, "model.onnx"), [1, 2, 3, 4]);

        AssertFails("model.onnx", "cannot be opened");
    }

    public void Dispose()
    {
        runtime.Dispose();
        folder.Delete(recursive: true);
    }

    private void WriteConfig(string text) => File.WriteAllText(Path.Combine(folder.FullName, "config.json"), text);

    private void AssertFails(string file, string expected)
    {
        PoseModelException exception = Assert.Throws<PoseModelException>(() => PoseEstimatorFactory.Load(runtime, folder.FullName));

        Assert.Equal(Path.Combine(folder.FullName, file), exception.Path);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }
}
