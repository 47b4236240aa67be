namespace ReCorD.Vision.Poses;

/// <summary>A folder holds no usable pose network.</summary>
public sealed class PoseModelException : Exception
{
    public PoseModelException(string path, string message, Exception? innerException = null)
        : base($"{path}: {message}", innerException)
        => Path = path;

    /// <summary>The file or folder at fault.</summary>
    public string Path { get; }
}
