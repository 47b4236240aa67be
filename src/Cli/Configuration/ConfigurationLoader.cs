using System.CommandLine;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;

namespace ReCorD.Cli.Configuration;

/// <summary>Loads the configuration for a parsed command line, its <c>--set</c> and <c>--Section:Key</c> entries included.</summary>
internal sealed class ConfigurationLoader(CommandServices services, IReadOnlyList<KeyValuePair<string, string?>> overrides)
{
    /// <param name="parse">The command line.</param>
    /// <param name="repeated">Settings of the run that is repeated, if one is.</param>
    public RecordSettings Load(ParseResult parse, RunSettings? repeated = null)
    {
        IEnumerable<KeyValuePair<string, string?>> earlier = repeated is null ? [] : RepeatedSettings.Of(repeated);
        return RecordConfiguration.Load(services.Paths, services.Environment, earlier.Concat(overrides).Concat(CommonOptions.ReadSet(parse)));
    }
}
