using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class MediaPipePoseFilesTests
{
    [Fact]
    public void All_Entry_IsComplete() => Assert.All(MediaPipePoseFiles.All, file =>
    {
        Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
        Assert.InRange(file.Bytes, 1_000_000, 100_000_000);
        Assert.Same(file, MediaPipePoseFiles.Find(file.Name));
        Assert.Equal("https", file.Url.Scheme);
    });

    [Fact]
    public void Of_EitherPart_PrefersSinglePrecision()
    {
        Assert.Same(MediaPipePoseFiles.Detector, MediaPipePoseFiles.Of(MediaPipePosePart.Detector).First());
        Assert.Same(MediaPipePoseFiles.Landmarks, MediaPipePoseFiles.Of(MediaPipePosePart.Landmarks).First());
    }

    [Fact]
    public void Url_Detector_IsTheFileInItsRepository()
    {
        Assert.Equal("https://huggingface.co/opencv/person_detection_mediapipe/resolve/main/person_detection_mediapipe_2023mar.onnx", MediaPipePoseFiles.Detector.Url.AbsoluteUri);
        Assert.Equal(
            "https://github.com/opencv/opencv_zoo/raw/main/models/person_detection_mediapipe/person_detection_mediapipe_2023mar.onnx", MediaPipePoseFiles.Detector.ZooUrl.AbsoluteUri);
    }

    [Fact]
    public void Find_OtherName_IsNull() => Assert.Null(MediaPipePoseFiles.Find("model.onnx"));
}
