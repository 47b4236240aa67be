using System.CommandLine;
using System.CommandLine.Parsing;
using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Generate;

/// <summary>
/// Options that the user gave and the method does not read. A box is refused and rounds are warned of where they are known; --profile and --pose change
/// what the report of a plain picture shows.
/// </summary>
internal static class IgnoredOptions
{
    /// <summary>One line that names them; null where all count.</summary>
    public static string? Warning(ParseResult parse, GenerateOptions options, string method)
    {
        if (method != InteractionPipeline.PlainMethod)
        {
            return null;
        }

        Option[] ofAgents =
        [
            options.Candidates, options.PreviewStep, options.RoughSteps, options.CorrectionStrength, options.Provider, options.Record, options.Replay, options.Orchestration, options.PromptAgent,
        ];
        string[] given = [.. ofAgents.Where(option => parse.GetResult(option) is OptionResult { Implicit: false }).Select(option => option.Name)];
        return given.Length == 0 ? null
            : $"{string.Join(", ", given)} {(given.Length == 1 ? "has" : "have")} no effect with --method {method}: it makes one picture, without agents and correction.";
    }
}
