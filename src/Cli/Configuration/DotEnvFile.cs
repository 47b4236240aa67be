using System.Text.RegularExpressions;

namespace ReCorD.Cli.Configuration;

/// <summary>
/// Reads the lines <c>NAME=value</c> of a .env file: <c>export</c> before the name, quotes around the value and comments behind it
/// are understood, and in double quotes <c>\n</c>, <c>\"</c> and <c>\\</c>. Other lines belong to other tools and are passed over.
/// </summary>
internal static partial class DotEnvFile
{
    /// <summary>The variables; of two lines with one name the later counts.</summary>
    public static Dictionary<string, string?> Parse(string text)
    {
        Dictionary<string, string?> variables = [];
        foreach (Match line in Line().Matches(text))
        {
            variables[line.Groups["name"].Value] = Value(line);
        }

        return variables;
    }

    private static string Value(Match line) =>
        line.Groups["single"].Success ? line.Groups["single"].Value
        : line.Groups["double"].Success ? Escape().Replace(line.Groups["double"].Value, escape => escape.Value switch { @"\n" => "\n", var other => other[1..] })
        : line.Groups["plain"].Value.Trim();

    [GeneratedRegex("""
        ^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*
        (?: '(?<single>[^'\r\n]*)' | "(?<double>(?:[^"\\\r\n]|\\.)*)" | (?<plain>(?:[^\#\r\n]|(?<=\S)\#)*?) )
        [ \t]*(?:(?<=[ \t"'=])\#[^\r\n]*)?\r?$
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    [GeneratedRegex("""\\[n"\\]""", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
