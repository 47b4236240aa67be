namespace ReCorD.Compute.Weights;

/// <summary>A safetensors file is malformed or does not hold what was asked of it.</summary>
public sealed class SafetensorsException : Exception
{
    public SafetensorsException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => Path = path;

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }
}
