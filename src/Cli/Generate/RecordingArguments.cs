using System.CommandLine;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Generate;

/// <summary><c>--record</c> and <c>--replay</c>: the run's answers into a file, or out of one.</summary>
internal sealed class RecordingArguments(GenerateOptions options, AppPaths paths)
{
    private Recording? _replayed;

    /// <summary>Reads a recording that is to be replayed: the record of the run names the providers of the recorded one.</summary>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <exception cref="RecordingException">There is no such recording.</exception>
    public void Check(ParseResult parse, RecordSettings settings)
    {
        string? record = parse.GetValue(options.Record), replay = parse.GetValue(options.Replay);
        Require(record is null || !string.IsNullOrWhiteSpace(record), "--record needs the name of a file.");
        Require(replay is null || !string.IsNullOrWhiteSpace(replay), "--replay needs the name of a file.");
        Require(record is null || replay is null, "--record and --replay cannot be used together: a replayed run hears nothing new.");
        Require(replay is null || parse.GetResult(options.Provider) is null or { Implicit: true }, "--replay answers in the place of every chat model; leave --provider out.");
        if (replay is not null)
        {
            _replayed = Recording.Read(paths.Resolve(replay));
            RecordingHeader recorded = _replayed.Header;
            settings.Chat = settings.Chat with
            {
                Provider = recorded.Provider, Agents = recorded.AgentProviders.ToDictionary(own => own.Agent, string? (own) => own.Provider),
            };
        }
    }

    /// <summary>The plan with the files. Agents that are to be recorded or replayed are asked, also where a repeated run has decided already.</summary>
    /// <exception cref="RecordingException">The recording is that of another run.</exception>
    public RunPlan Apply(ParseResult parse, RunPlan plan)
    {
        if (plan.Method != InteractionPipeline.PlainMethod)
        {
            _replayed?.EnsureFits(plan.ToRecordedRun());
        }

        string? record = parse.GetValue(options.Record), replay = parse.GetValue(options.Replay);
        return record is null && replay is null ? plan : plan with
        {
            Record = record is null ? null : paths.Resolve(record),
            OverwriteRecord = parse.GetValue(options.Force),
            Replay = replay is null ? null : paths.Resolve(replay),
            Decisions = null,
        };
    }

    /// <summary>That the recorded run had another model; null where it had the same. The same weights may have two names, so that is no error before the agents are asked.</summary>
    public string? Warning(RunPlan plan) => _replayed?.Header.Run is { } recorded && recorded.Model != plan.Model
        ? $"The recording was made with the model '{recorded.Model}', and this run has '{plan.Model}'; unless they are the same weights, its answers will not fit."
        : null;

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new UsageException(message);
        }
    }
}
