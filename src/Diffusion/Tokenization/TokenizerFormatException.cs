namespace ReCorD.Diffusion.Tokenization;

/// <summary>A tokenizer file that is missing or cannot be used; the message says where, what was found and what was expected.</summary>
public sealed class TokenizerFormatException : Exception
{
    public TokenizerFormatException(string message)
        : base(message)
    {
    }

    public TokenizerFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public TokenizerFormatException()
    {
    }

    /// <param name="path">The file or folder at fault.</param>
    /// <param name="problem">What is wrong and what to do, beginning with a verb or a field's name.</param>
    /// <param name="inner">The cause, if any.</param>
    internal TokenizerFormatException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => Path = path;

    /// <summary>The file or folder at fault.</summary>
    public string? Path { get; }
}
