using System.Globalization;

namespace ReCorD.Agents.Prompts;

/// <summary>A prompt or knowledge file that cannot be used. The message starts with file and line.</summary>
public sealed class PromptException : Exception
{
    public PromptException()
    {
    }

    public PromptException(string message)
        : base(message)
    {
    }

    public PromptException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <param name="file">Path of the file.</param>
    /// <param name="line">Line counted from 1; null where the file as a whole is meant.</param>
    /// <param name="problem">What is wrong and what is expected.</param>
    /// <param name="inner">The parser's own exception, if any.</param>
    public PromptException(string file, long? line, string problem, Exception? inner = null)
        : base(line is null ? $"{file}: {problem}" : string.Create(CultureInfo.InvariantCulture, $"{file}({line}): {problem}"), inner)
    {
        File = file;
        Line = line;
    }

    public string? File { get; }

    public long? Line { get; }
}
