namespace ReCorD.Vision.Imaging;

/// <summary>A picture file cannot be used: not a known format, damaged, or too large.</summary>
public sealed class ImageFormatException : Exception
{
    public ImageFormatException(string message, string? path = null, Exception? innerException = null)
        : base(path is null ? message : $"{path}: {message}", innerException)
        => Path = path;

    /// <summary>The file, where the picture came from one.</summary>
    public string? Path { get; }
}
