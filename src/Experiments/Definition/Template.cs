using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReCorD.Experiments.Definition;

/// <summary>Text with <c>{{name}}</c> where a var's value goes.</summary>
public static partial class Template
{
    /// <summary>The vars that a text asks for.</summary>
    public static IReadOnlyList<string> Names(string text) => [.. Place().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>The text with values put in.</summary>
    /// <exception cref="ExperimentException">A var is missing or no plain value.</exception>
    public static string Fill(string text, TestCase test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return Place().Replace(text, match =>
        {
            string name = match.Groups["name"].Value;
            return test.Vars[name] switch
            {
                JsonValue value => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
                null => throw test.Error($"'{text}' needs the var '{name}', which the test does not give. Its vars: {string.Join(", ", test.Vars.Select(pair => pair.Key))}."),
                _ => throw test.Error($"'{text}' needs the var '{name}' as a plain value, but it is a list or a mapping."),
            };
        });
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z_][A-Za-z0-9_-]*)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
