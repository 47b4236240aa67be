using System.Text.RegularExpressions;

namespace ReCorD.Cli.CommandLine;

/// <summary>
/// Arguments of the form <c>--Section:Key value</c> or <c>--Section:Key=value</c> taken out of the command line; each sets one
/// entry of the configuration. The rest is ordinary options. (The same as <c>--set Section:Key=value</c>.)
/// </summary>
internal sealed partial record ConfigurationArguments(IReadOnlyList<string> Remaining, IReadOnlyList<KeyValuePair<string, string?>> Overrides)
{
    public static ConfigurationArguments Split(IReadOnlyList<string> args)
    {
        List<string> remaining = [];
        List<KeyValuePair<string, string?>> overrides = [];
        for (int i = 0; i < args.Count; i++)
        {
            Match match = Pattern().Match(args[i]);
            if (args[i] == "--")
            {
                remaining.AddRange(args.Skip(i));
                break;
            }

            if (!match.Success)
            {
                remaining.Add(args[i]);
            }
            else if (match.Groups["value"].Success)
            {
                overrides.Add(new(match.Groups["key"].Value, match.Groups["value"].Value));
            }
            else
            {
                // A key without a value stays where it is: the parser then names it in its error.
                if (i + 1 == args.Count)
                {
                    remaining.Add(args[i]);
                    break;
                }

                overrides.Add(new(match.Groups["key"].Value, args[++i]));
            }
        }

        return new ConfigurationArguments(remaining, overrides);
    }

    [GeneratedRegex(@"\A--(?<key>[A-Za-z][A-Za-z0-9_.-]*(?::[A-Za-z0-9_.-]+)+)(?:=(?<value>.*))?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
