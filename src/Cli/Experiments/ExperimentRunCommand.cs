using System.CommandLine;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Experiments.Progress;
using ReCorD.Experiments;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Running;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments;

/// <summary><c>record experiment run</c>: does what an experiment file says, from where an earlier run of it stopped.</summary>
internal sealed class ExperimentRunCommand(CommandServices services, ConfigurationLoader configuration)
{
    private const int MostTests = 1_000_000;

    private readonly Argument<string> _file = new("file") { Description = "The experiment, a YAML file; docs/experiments.md says what stands in it." };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for the results (default the file's outputPath, else outputs/<name of the file>).", HelpName = "DIR" };
    private readonly Option<Shard?> _shard = CreateShard();
    private readonly Option<int?> _limit = NumberOption.Whole("--limit", "Run only the first so many tests.", 1, MostTests);
    private readonly Option<int?> _concurrency = NumberOption.Whole("--concurrency", "Items at once, in place of the file's maxConcurrency. Image runs always go one after another.", 1, EvaluateOptions.LargestConcurrency);
    private readonly Option<string?> _record = new("--record") { Description = "Write what agents ask and hear into a file, which the provider 'recorded' answers from. An experiment that goes on appends to what it had recorded. Not for image runs.", HelpName = "FILE" };
    private readonly Option<bool> _fresh = new("--fresh") { Description = "Do everything anew; earlier results of the part that is run are dropped." };
    private readonly Option<bool> _json = CommonOptions.Json("Print the statistics as one JSON object; progress goes to standard error.");

    public Command Create()
    {
        Command command = new("run", "Run an experiment; one that was stopped goes on where it was.") { _file, _out, _shard, _limit, _concurrency, _record, _fresh, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        using ExperimentSetup setup = ExperimentSetup.Open(parse.GetRequiredValue(_file), parse, services, configuration);
        ResultFolder folder = setup.Folder(parse.GetValue(_out));
        folder.EnsureFree();
        bool keep = setup.Definition.Options.Cache && !parse.GetValue(_fresh);
        using RecordingWriter? recording = OpenRecording(parse, setup, keep);
        setup.Recording = recording;
        RunOptions options = new()
        {
            MaxConcurrency = parse.GetValue(_concurrency) ?? setup.Definition.Options.MaxConcurrency,
            Timeout = setup.Definition.Options.Timeout,
            Shard = parse.GetValue(_shard) ?? Shard.Whole,
            Limit = parse.GetValue(_limit),
        };
        using ResultLog log = ResultLog.Open(folder, options.Shard, keep);
        folder.WritePlan(setup.Matrix.Plan);
        bool json = parse.GetValue(_json);
        IExperimentDisplay display = ExperimentDisplays.For(services, json);
        display.Announce(setup.Matrix.Plan, folder, log);
        try
        {
            await setup.EnsureReachableAsync(cancellationToken).ConfigureAwait(false);
            await display.ShowAsync(() => new ExperimentRun(setup.Task, options, services.Time).RunAsync(setup.Matrix, folder, log, display, cancellationToken)).ConfigureAwait(false);
            Complete(recording);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            services.Terminal.Error.WriteLine($"Finished items are kept; run the same command{(parse.GetValue(_fresh) ? " without --fresh" : "")} to go on.");
            throw;
        }
        catch (ExperimentException)
        {
            // It was given up. What is there is shown all the same, above the reason.
            Show(setup, folder, json);
            throw;
        }

        return Show(setup, folder, json);
    }

    /// <summary>All parts as they are now: another process may have finished items of its own meanwhile.</summary>
    private int Show(ExperimentSetup setup, ResultFolder folder, bool json)
    {
        ExperimentSummary summary = SummaryBuilder.Build(setup.Matrix.Plan, ResultLog.Read(folder, out _));
        return ExperimentResults.Show(services, summary, folder, json);
    }

    /// <param name="parse">Names the file.</param>
    /// <param name="setup">Says who is asked.</param>
    /// <param name="goesOn">Whether finished items are kept; then their exchanges lie in the recording that the earlier run has left.</param>
    private RecordingWriter? OpenRecording(ParseResult parse, ExperimentSetup setup, bool goesOn)
    {
        if (parse.GetValue(_record) is not { } file)
        {
            return null;
        }

        if (setup.Task.RunsAlone)
        {
            throw new UsageException("--record is for tasks of agents alone; record generate --record records an image run.");
        }

        RecordingHeader header = new() { Program = ProgramInfo.NameAndVersion, Provider = string.Join(", ", setup.Definition.Providers.Select(provider => provider.Label)) };
        return new RecordingWriter(services.Paths.Resolve(file), header, goesOn ? EarlierRecording.Continue : EarlierRecording.Refuse);
    }

    /// <summary>All items are done: a file that is in the way of the recording must not keep their results from being shown.</summary>
    private void Complete(RecordingWriter? recording)
    {
        try
        {
            recording?.Complete();
        }
        catch (RecordingException error)
        {
            services.Terminal.Error.WriteLine($"warning: {error.Message}");
        }
    }

    private static Option<Shard?> CreateShard() => new("--shard")
    {
        Description = "Run one of several parts, as 2/8 on the second of eight machines. Parts share the folder, or have their results*.jsonl and pictures/ copied into one.",
        HelpName = "N/M",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (Shard.TryParse(text, out Shard shard))
            {
                return shard;
            }

            result.AddError($"--shard expects a part and their number, as in 2/8, but found '{text}'.");
            return null;
        },
    };
}
