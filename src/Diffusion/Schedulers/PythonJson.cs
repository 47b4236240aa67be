using System.Text.RegularExpressions;

namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// Python's json module writes numbers that are not finite as bare words, as in <c>"lambda_min_clipped": -Infinity</c> of published
/// schedulers. JSON has no such words: they are made text before the file is parsed.
/// </summary>
internal static partial class PythonJson
{
    public const string Infinity = "Infinity";
    public const string NegativeInfinity = "-Infinity";

    /// <summary>The same text as JSON. What stands inside quotes is left alone.</summary>
    public static string ToJson(string text) => StringOrWord().Replace(text, static match => match.Value[0] == '"' ? match.Value : $"\"{match.Value}\"");

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|-?Infinity|NaN
        """, RegexOptions.CultureInvariant)]
    private static partial Regex StringOrWord();
}
