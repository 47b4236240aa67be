using System.Globalization;

namespace ReCorD.Experiments;

/// <summary>An experiment that cannot be read, carried out or kept. The message says where, what was expected and what to do.</summary>
public sealed class ExperimentException : Exception
{
    public ExperimentException()
    {
    }

    public ExperimentException(string message)
        : base(message)
    {
    }

    public ExperimentException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <param name="file">Path of the file.</param>
    /// <param name="line">Line from 1.</param>
    /// <param name="problem">What is wrong and what is expected.</param>
    /// <param name="inner">The parser's own exception, if any.</param>
    public ExperimentException(string file, long line, string problem, Exception? inner = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}({line}): {problem}"), inner)
    {
    }
}
