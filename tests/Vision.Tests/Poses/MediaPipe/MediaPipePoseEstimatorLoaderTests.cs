using ReCorD.Compute.Runtime;
using ReCorD.Vision.Poses;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public sealed class MediaPipePoseEstimatorLoaderTests : IDisposable
{
    private readonly ComputeRuntime runtime = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("record-pose-");

    [Theory]
    [InlineData("person_detection_mediapipe_2023mar.onnx")]
    [InlineData("pose_estimation_mediapipe_2023mar_int8bq.onnx")]
    public void ClassOf_PublishedFileAndNoConfig_IsRecognised(string name)
    {
        Write(name, "x");

        Assert.Equal("MediaPipePose", PoseEstimatorFactory.ClassOf(folder.FullName));
    }

    /// <summary>Seen from the error about its size: which of the files there is was opened.</summary>
    [Theory]
    [InlineData("person_detection_mediapipe_2023mar.onnx", "person_detection_mediapipe_2023mar_int8bq.onnx", "person_detection_mediapipe_2023mar.onnx")]
    [InlineData("person_detection_mediapipe_2023mar_int8bq.onnx", "person_detection_mediapipe_2023mar_int8bq.onnx", "pose_estimation_mediapipe_2023mar.onnx")]
    public void Load_SeveralForms_PrefersSinglePrecision(string expected, params string[] present)
    {
        Array.ForEach(present, name => Write(name, "x"));

        AssertFails(expected, "found 1");
    }

    [Fact]
    public void Load_OneOfTwoPublishedFiles_NamesTheOther()
    {
        Write("config.json", """{"_class_name": "MediaPipePose", "detector": "see.onnx"}""");
        new StandInNetworks().WriteDetector(At("see.onnx"));

        AssertFails(MediaPipePoseFiles.Landmarks.Name, "does not exist", MediaPipePoseFiles.Landmarks.Url.AbsoluteUri);
    }

    [Fact]
    public void Load_TaskBundleInstead_SaysWhyNot()
    {
        Write("config.json", """{"_class_name": "MediaPipePose"}""");
        Write("pose_landmarker_lite.task", "PK");

        AssertFails(MediaPipePoseFiles.Detector.Name, "pose_landmarker_lite.task", "TensorFlow Lite");
    }

    [Theory]
    [InlineData("person_detection_mediapipe_2023mar.onnx")]
    [InlineData("see.onnx")]
    public void Load_GitLfsPointer_SaysSo(string name)
    {
        Write("config.json", $$"""{"_class_name": "MediaPipePose", "detector": "{{name}}"}""");
        Write(name, "version https://git-lfs.github.com/spec/v1\noid sha256:47fd5599d6fa17608f03e0eb0ae230baa6e597d7e8a2c8199fe00abea55a701f\nsize 11990159\n");

        AssertFails(name, "git-lfs pointer", "Download the file itself");
    }

    [Fact]
    public void Load_PublishedFileCutOff_StatesBothSizes()
    {
        Write(MediaPipePoseFiles.Detector.Name, "cut off");

        AssertFails(MediaPipePoseFiles.Detector.Name, "11,990,159 bytes", "found 7", MediaPipePoseFiles.Detector.Url.AbsoluteUri, "`detector` in config.json");
    }

    [Fact]
    public void Load_OtherFileUnderAPublishedName_StatesBothHashes()
    {
        using (FileStream file = File.Create(At(MediaPipePoseFiles.Detector.Name)))
        {
            file.SetLength(MediaPipePoseFiles.Detector.Bytes);
        }

        AssertFails(MediaPipePoseFiles.Detector.Name, MediaPipePoseFiles.Detector.Sha256, "found ");
    }

    [Theory]
    [InlineData("\"../see.onnx\"")]
    [InlineData("\"/see.onnx\"")]
    [InlineData("\"a\\\\see.onnx\"")]
    [InlineData("\"..\"")]
    [InlineData("\"\"")]
    [InlineData("3")]
    public void Load_ConfigNamesNoFileOfTheFolder_IsRefused(string name)
    {
        Write("config.json", $$"""{"_class_name": "MediaPipePose", "detector": {{name}}}""");

        AssertFails("config.json", "`detector`", "a file in this folder");
    }

    [Fact]
    public void Load_CorruptNetwork_SaysWhichFile()
    {
        new StandInNetworks().Write(folder.FullName);
        Write(StandInNetworks.LandmarksFile, "no network");

        AssertFails(StandInNetworks.LandmarksFile, "cannot be opened");
    }

    [Fact]
    public void Load_DetectorOf128Pixels_SaysThatItIsNotSupported()
    {
        new StandInNetworks { DetectorSide = 128 }.Write(folder.FullName);

        AssertFails(StandInNetworks.DetectorFile, "[1, 3, 224, 224]", "128", "896 anchors");
    }

    [Fact]
    public void Load_LandmarkNetworkWith31Rows_SaysThatItIsNotSupported()
    {
        new StandInNetworks { LandmarkRows = 31 }.Write(folder.FullName);

        AssertFails(StandInNetworks.LandmarksFile, "195 values", "31 landmarks");
    }

    [Fact]
    public void Load_NetworksInEachOthersPlace_SaysWhatWasExpected()
    {
        StandInNetworks networks = new();
        networks.Write(folder.FullName);
        networks.WriteLandmarks(At(StandInNetworks.DetectorFile));

        AssertFails(StandInNetworks.DetectorFile, "[1, 3, 224, 224]", "256");
    }

    [Fact]
    public void Load_Cancelled_Throws()
    {
        new StandInNetworks().Write(folder.FullName);

        Assert.ThrowsAny<OperationCanceledException>(() => PoseEstimatorFactory.Load(runtime, folder.FullName, null, new CancellationToken(canceled: true)));
    }

    public void Dispose()
    {
        runtime.Dispose();
        folder.Delete(recursive: true);
    }

    private string At(string name) => Path.Combine(folder.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private void AssertFails(string file, params string[] expected)
    {
        PoseModelException exception = Assert.Throws<PoseModelException>(() => PoseEstimatorFactory.Load(runtime, folder.FullName));

        Assert.Equal(At(file), exception.Path);
        Assert.All(expected, text => Assert.Contains(text, exception.Message, StringComparison.Ordinal));
    }
}
