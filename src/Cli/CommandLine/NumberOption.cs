using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ReCorD.Cli.CommandLine;

/// <summary>Options that hold a number within a range; anything else is refused with the range in the message.</summary>
internal static class NumberOption
{
    public static Option<int?> Whole(string name, string description, int minimum, int maximum) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => int.TryParse(Single(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= minimum && value <= maximum
                ? value
                : Refuse<int>(result, name, $"a whole number from {minimum} to {maximum}"),
    };

    public static Option<long?> Seed(string name, string description, long maximum) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => long.TryParse(Single(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && value >= 0 && value <= maximum
                ? value
                : Refuse<long>(result, name, string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {maximum} (leave it out for a random seed)")),
    };

    public static Option<double?> Real(string name, string description, double minimum, double maximum) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result => double.TryParse(Single(result), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= minimum && value <= maximum
                ? value
                : Refuse<double>(result, name, string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}")),
    };

    private static string Single(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;

    private static T? Refuse<T>(ArgumentResult result, string name, string expected)
        where T : struct
    {
        result.AddError($"{name} expects {expected} but found '{Single(result)}'.");
        return null;
    }
}
