namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>A published file of MediaPipe's pose networks in ONNX form.</summary>
/// <param name="Part">Which of the two networks it holds.</param>
/// <param name="Name">File name, as published.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">Hash of the contents, 64 lower-case hexadecimal digits.</param>
/// <param name="Repository">Id on the Hugging Face hub.</param>
public sealed record MediaPipePoseFile(MediaPipePosePart Part, string Name, long Bytes, string Sha256, string Repository)
{
    /// <summary>Where the file itself, not a pointer to it, is served by the Hugging Face hub.</summary>
    public Uri Url => new($"https://huggingface.co/{Repository}/resolve/main/{Name}");

    /// <summary>The same file in OpenCV's model zoo.</summary>
    public Uri ZooUrl => new($"https://github.com/opencv/opencv_zoo/raw/main/models/{Repository[(Repository.IndexOf('/', StringComparison.Ordinal) + 1)..]}/{Name}");
}
