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
    public RecordSettings Load(ParseResult parse, RunSettings? repeated = null) => Load(parse, repeated is null ? [] : RepeatedSettings.Of(repeated));

    /// <param name="parse">The command line.</param>
    /// <param name="layer">Entries stronger than files and environment, weaker than the command line.</param>
    public RecordSettings Load(ParseResult parse, IEnumerable<KeyValuePair<string, string?>> layer)
        => RecordConfiguration.Load(services.Paths, services.Environment, layer.Concat(overrides).Concat(CommonOptions.ReadSet(parse)));
}
