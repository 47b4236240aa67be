using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Diffusion.Checkpoints;

namespace ReCorD.Cli.CommandLine;

/// <summary>Options that every command understands.</summary>
internal static class CommonOptions
{
    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show stack traces of errors and more detail.",
        Recursive = true,
    };

    public static Option<string[]> Set { get; } = new("--set")
    {
        Description = "Set one entry of the configuration, as in --set Generate:Steps=30. Short form: --Generate:Steps 30.",
        HelpName = "Section:Key=value",
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>A new <c>--json</c> option, whose meaning each command describes.</summary>
    public static Option<bool> Json(string description) => new("--json") { Description = description };

    /// <summary>A new <c>--config</c> option: the folder that goes with a checkpoint in one file.</summary>
    public static Option<string?> ModelConfig() => new("--config")
    {
        Description = "For a checkpoint in one file: a model folder whose configurations and tokenizers count, and whose parts are taken where the file lacks them.",
        HelpName = "FOLDER",
    };

    /// <summary>What a command line says to <see cref="ModelConfig"/>, with the folder's full path.</summary>
    public static ModelOptions ReadModelConfig(ParseResult parse, Option<string?> config, AppPaths paths) => new()
    {
        ConfigFolder = parse.GetValue(config) is { } folder ? paths.Resolve(folder) : null,
    };

    /// <summary><c>--set</c> entries as key and value; an entry without '=' is a usage error.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> ReadSet(ParseResult parse)
    {
        foreach (string entry in parse.GetValue(Set) ?? [])
        {
            int split = entry.IndexOf('=', StringComparison.Ordinal);
            yield return split > 0
                ? new(entry[..split].Trim(), entry[(split + 1)..])
                : throw new UsageException($"--set expects Section:Key=value but found '{entry}'.");
        }
    }
}
