using System.CommandLine;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Progress;
using ReCorD.Cli.Results;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Generate;

/// <summary><c>record generate</c>: from a sentence to a folder of results.</summary>
internal sealed class GenerateCommand(CommandServices services, ConfigurationLoader configuration, RunResources resources)
{
    private readonly GenerateOptions _options = new();

    public Command Create()
    {
        Command command = new("generate", "Make a picture of someone doing something to something.") { _options.Prompt };
        foreach (Option option in _options.All)
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        long start = services.Time.GetTimestamp();
        OutputStyle style = parse.GetValue(_options.Json) ? OutputStyle.Json : OutputStyle.Human;
        IRunDisplay display = RunDisplays.For(style, services.Terminal, services.Time);
        try
        {
            RunRecord? repeated = parse.GetValue(_options.From) is { } from ? RecordFile.Read(services.Paths.Resolve(from), services.Png) : null;
            RecordSettings settings = configuration.Load(parse, repeated?.Settings);
            RecordingArguments recording = new(_options, services.Paths);
            recording.Check(parse, settings);
            RunPlan plan = recording.Apply(parse, new RunPlanner(_options, services.Seeds, new ModelLocator(services.Paths, services.Environment, settings.Models)).Plan(parse, settings, repeated));
            using OutputFolder folder = resources.Own(OpenFolder(parse, settings, plan));
            display.Begin(new RunAnnouncement(plan, folder.Target));
            foreach (string warning in new[] { recording.Warning(plan), IgnoredOptions.Warning(parse, _options, plan.Method) }.OfType<string>())
            {
                display.Observe(new RunWarned(warning));
            }

            (RunRecord record, bool stopped) = await display.ShowAsync(() => MakeAsync(plan, settings, folder, display, cancellationToken)).ConfigureAwait(false);
            if (!stopped)
            {
                Compare(record, repeated, plan, display);
            }

            display.Finish(new RunSummary(record, folder.Target, services.Time.GetElapsedTime(start).TotalSeconds, stopped));
            return stopped ? Stopped(record, display) : ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            display.Fail("stopped", ExitCode.Interrupted);
            throw;
        }
        catch (Exception exception)
        {
            display.Fail(ErrorReporter.Describe(exception), (exception as CommandException)?.ExitCode ?? ExitCode.Failure);
            throw;
        }
    }

    private async Task<(RunRecord Record, bool IsStopped)> MakeAsync(RunPlan plan, RecordSettings settings, OutputFolder folder, IRunDisplay display, CancellationToken cancellationToken)
    {
        try
        {
            RunOutcome outcome = await services.Runner.RunAsync(plan, settings, new KeepingObserver(display, resources), cancellationToken).ConfigureAwait(false);

            // Finished rounds are kept also where Ctrl-C comes after the last of them, when no stage is left to notice it.
            CancellationToken unlessKept = resources.HasSomethingToKeep ? CancellationToken.None : cancellationToken;
            return (await WriteAsync(outcome, folder, display, unlessKept).ConfigureAwait(false), false);
        }
        catch (RunStoppedException stopped) when (stopped.Outcome is { } kept)
        {
            return (await WriteAsync(kept, folder, display, CancellationToken.None).ConfigureAwait(false), true);
        }
    }

    private async Task<RunRecord> WriteAsync(RunOutcome outcome, OutputFolder folder, IRunDisplay display, CancellationToken cancellationToken)
    {
        long start = services.Time.GetTimestamp();
        display.Observe(new StageStarted(StageTitles.Write, 0));
        await new ResultsWriter(services.Png).WriteAsync(outcome, folder, cancellationToken).ConfigureAwait(false);
        display.Observe(new StageFinished(StageTitles.Write, services.Time.GetElapsedTime(start).TotalSeconds));
        return outcome.Record;
    }

    private int Stopped(RunRecord record, IRunDisplay display)
    {
        string message = $"stopped: the best round so far was kept ({Phrases.Rounds(record)}).";
        display.Fail(message, ExitCode.Interrupted);
        services.Terminal.Error.WriteLine(message);
        return ExitCode.Interrupted;
    }

    private OutputFolder OpenFolder(ParseResult parse, RecordSettings settings, RunPlan plan)
    {
        if (parse.GetValue(_options.Out) is { } chosen)
        {
            OverwritePolicy overwrite = parse.GetValue(_options.Force) ? OverwritePolicy.Replace : OverwritePolicy.Refuse;
            return string.IsNullOrWhiteSpace(chosen)
                ? throw new UsageException("--out needs the name of a folder.")
                : OutputFolder.Open(services.Paths.Resolve(chosen), overwrite);
        }

        return new RunFolders(services.Paths.Resolve(settings.Generate.OutputRoot), services.Time).OpenNew(plan.Prompt);
    }

    /// <summary>A repeat with nothing changed must give the same pixels; where it does not, the user is told. Not for stopped runs, which may keep an earlier round.</summary>
    private static void Compare(RunRecord record, RunRecord? repeated, RunPlan plan, IRunDisplay display)
    {
        bool unchanged = repeated is not null && plan.Prompt == repeated.TypedText() && record.Settings.WithoutHashes() == repeated.Settings.WithoutHashes();
        if (unchanged && record.ImageSha256 != repeated!.ImageSha256)
        {
            string reason = ChangedFile(record, repeated) is { } file
                ? $"{file} are not those that it was made with."
                : "Another version, device or processor can round differently.";
            display.Observe(new RunWarned($"The pixels differ from the recorded picture, which was made by {repeated.Program}. {reason}"));
        }
    }

    /// <summary>What is another file than at the recorded run; null where all are the same.</summary>
    private static string? ChangedFile(RunRecord record, RunRecord repeated)
    {
        if (record.Model.Sha256 != repeated.Model.Sha256)
        {
            return $"The weights of the model '{record.Model.Name}'";
        }

        IEnumerable<(string Path, string? Now)> now = record.Settings.Lora.Select(file => (file.Path, file.Sha256)).Concat(record.Settings.Embeddings.Select(file => (file.Path, file.Sha256)));
        IEnumerable<string?> then = repeated.Settings.Lora.Select(file => file.Sha256).Concat(repeated.Settings.Embeddings.Select(file => file.Sha256));
        string? changed = now.Zip(then).FirstOrDefault(pair => pair.First.Now != pair.Second).First.Path;
        return changed is null ? null : $"The weights in '{changed}'";
    }
}
