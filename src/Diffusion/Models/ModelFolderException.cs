namespace ReCorD.Diffusion.Models;

/// <summary>A model folder that cannot be used. The message names the file and field, what was expected and what was found.</summary>
public sealed class ModelFolderException : Exception
{
    public ModelFolderException(string path, string? field, string message, Exception? inner = null)
        : base(field is null ? $"{path}: {message}" : $"{path}: `{field}`: {message}", inner)
    {
        Path = path;
        Field = field;
    }

    public ModelFolderException(string message)
        : base(message)
    {
    }

    public ModelFolderException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public ModelFolderException()
    {
    }

    /// <summary>The file or folder at fault.</summary>
    public string? Path { get; }

    /// <summary>The configuration field or weight at fault, where it is one.</summary>
    public string? Field { get; }
}
