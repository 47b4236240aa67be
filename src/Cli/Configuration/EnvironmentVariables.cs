using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace ReCorD.Cli.Configuration;

/// <summary>
/// The process's environment as a configuration source: <c>ReCorD__Generate__Steps=30</c> sets <c>Generate:Steps</c>. Prefix and
/// keys are compared without case.
/// </summary>
internal sealed record EnvironmentVariables(IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>What names of ours begin with.</summary>
    public const string Prefix = "ReCorD__";

    public static EnvironmentVariables OfProcess()
        => new(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value));

    /// <summary>These variables before others: where both have one, this one counts.</summary>
    public EnvironmentVariables Before(EnvironmentVariables weaker)
    {
        Dictionary<string, string?> all = new(weaker.Values);
        foreach ((string name, string? value) in Values)
        {
            all[name] = value;
        }

        return new EnvironmentVariables(all);
    }

    public IConfigurationSource ToSource() => new MemoryConfigurationSource
    {
        InitialData = Values.Where(entry => entry.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .Select(entry => KeyValuePair.Create(entry.Key[Prefix.Length..].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), entry.Value)),
    };
}
