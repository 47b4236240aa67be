using System.CommandLine;
using System.CommandLine.Parsing;
using ReCorD.Cli.CommandLine;

namespace ReCorD.Cli.Application;

/// <summary>The program from arguments to exit code: parses, runs the chosen command, and is the one place where errors end.</summary>
internal sealed class RecordApplication(CommandServices services)
{
    /// <summary>How long a cancelled command may take to stop by itself; then the process ends under it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(800);

    /// <summary>The same for work that has something to keep: the step that is being drawn must end, and the results be written. A second Ctrl-C does not wait.</summary>
    private static readonly TimeSpan KeepingGrace = TimeSpan.FromSeconds(60);

    /// <summary>Runs the command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        ConfigurationArguments split = ConfigurationArguments.Split(args);
        using RunResources resources = new();
        RootCommand root = new RootCommandFactory(services, split.Overrides, resources).Create();
        ParseResult parse = root.Parse(split.Remaining);
        bool verbose = parse.GetValue(CommonOptions.Verbose);
        ErrorReporter errors = new(services.Terminal.Error, verbose);
        // Help is an answer even where required arguments are missing.
        if (parse.Errors.Count > 0 && parse.Action is not ExamplesHelpAction)
        {
            return ReportUsage(parse);
        }

        try
        {
            return await InvokeAsync(parse, resources, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (services.Terminal.IsInteractive)
            {
                // Work that was left behind cannot give the cursor back that its progress bars hid.
                services.Terminal.Out.Write("\u001b[?25h");
            }

            services.Terminal.Error.WriteLine("stopped: results of unfinished work were not kept; a download goes on where it stopped.");
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The one exit path: whatever went wrong becomes one message and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return errors.Report(exception);
        }
    }

    private async Task<int> InvokeAsync(ParseResult parse, RunResources resources, CancellationToken cancellationToken)
    {
        InvocationConfiguration configuration = new()
        {
            Output = services.Terminal.Out,
            Error = services.Terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        Task<int> work = Task.Run(() => parse.InvokeAsync(configuration, cancellationToken), CancellationToken.None);
        Task cancelled = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        if (await Task.WhenAny(work, cancelled).ConfigureAwait(false) == cancelled)
        {
            await Task.WhenAny(work, Task.Delay(resources.HasSomethingToKeep ? KeepingGrace : Grace, CancellationToken.None)).ConfigureAwait(false);

            // Results that were put in place before the work noticed are results.
            if (!work.IsCompletedSuccessfully)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return await work.ConfigureAwait(false);
    }

    private int ReportUsage(ParseResult parse)
    {
        foreach (ParseError error in parse.Errors)
        {
            services.Terminal.Error.WriteLine($"error: {error.Message}");
        }

        string command = string.Join(' ', Path(parse.CommandResult.Command));
        services.Terminal.Error.WriteLine($"See '{command} --help'.");
        return ExitCode.Usage;
    }

    private static IEnumerable<string> Path(Command command)
        => command.Parents.OfType<Command>().SelectMany(Path).Append(command is RootCommand ? "record" : command.Name);
}
