namespace ReCorD.Vision.Png;

/// <summary>Bytes are no well-formed PNG file.</summary>
public sealed class PngFormatException : Exception
{
    public PngFormatException(string message, int offset, Exception? innerException = null)
        : base($"Not a valid PNG file: {message} (at byte {offset}).", innerException)
        => Offset = offset;

    /// <summary>Where in the file, in bytes from its start.</summary>
    public int Offset { get; }
}
