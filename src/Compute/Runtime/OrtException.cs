using System.Text.RegularExpressions;

namespace ReCorD.Compute.Runtime;

/// <summary>ONNX Runtime refused or failed. The message is its own, with folders taken out of file paths.</summary>
public sealed partial class OrtException : Exception
{
    public OrtException(OrtErrorCode code, string message)
        : base(message) => Code = code;

    public OrtException(OrtErrorCode code, string message, Exception inner)
        : base(message, inner) => Code = code;

    public OrtErrorCode Code { get; }

    /// <summary>Keeps only the file name of every absolute path to a file: messages name source files of the build machine and the user's folders.</summary>
    internal static string WithoutFolders(string message) => FilePath().Replace(message, "$1");

    // A node name such as /mid_block.0/Conv is no path: the last part of a path must have an extension.
    [GeneratedRegex("""(?<![\w.])(?:[A-Za-z]:)?(?:[\\/][^\s\\/:"']+)*[\\/]([^\s\\/:"']+\.[A-Za-z]\w*)(?![\w\\/])""", RegexOptions.CultureInvariant)]
    private static partial Regex FilePath();
}
