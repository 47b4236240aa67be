using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Progress;

/// <summary>
/// Events for programs (<c>--json</c>): one JSON object a line on standard output. Every object has <c>event</c> and <c>time</c>,
/// seconds since the run began. The others, by event:
/// <list type="bullet">
/// <item><c>run-started</c>: <c>program</c>, <c>folder</c>, <c>prompt</c> and the settings as in run.json (<c>method</c>, <c>profile</c>, <c>model</c>, <c>seed</c>, <c>candidates</c>, <c>steps</c>, <c>guidanceScale</c> …; what the model decides is absent)</item>
/// <item><c>stage-started</c>: <c>stage</c> (prompt, load, candidates, pose-selection, layout, layout-trial, correction, critique, planner, write), <c>steps</c> (0: not known)</item>
/// <item><c>stage-stepped</c>: <c>stage</c>, <c>completed</c>, <c>steps</c>, <c>secondsLeft</c> (absent where not known)</item>
/// <item><c>stage-finished</c>: <c>stage</c>, <c>seconds</c></item>
/// <item><c>device-chosen</c>: <c>device</c>, <c>precision</c> (single, half), <c>rejected</c> (devices that were tried before and do not work, with the reasons)</item>
/// <item><c>prompt-read</c>: <c>sentence</c> (what the model is asked for), <c>interactions</c> (how many the prompt agent found)</item>
/// <item><c>round-started</c>: <c>number</c>, <c>total</c>, <c>change</c> (none, other_seeds, other_candidate, move_box, stronger, weaker, negative_prompt), <c>reason</c></item>
/// <item><c>round-finished</c>: <c>number</c>, <c>score</c> (0 to 1; absent without a critique), <c>accepted</c></item>
/// <item><c>tool-called</c>: <c>agent</c>, <c>tool</c></item>
/// <item><c>chat-retried</c>: <c>agent</c>, <c>provider</c>, <c>attempt</c> (which repeat, from 1), <c>delaySeconds</c>, <c>reason</c></item>
/// <item><c>warning</c>: <c>message</c></item>
/// <item><c>run-finished</c>: <c>folder</c>, <c>image</c>, <c>report</c>, <c>run</c> (paths), <c>seed</c>, <c>corrected</c>, <c>rounds</c>, <c>keptRound</c> and <c>score</c> (with a critic), <c>imageSha256</c>, <c>usage</c> (what each agent asked and paid, as in run.json), <c>seconds</c></item>
/// <item><c>error</c>: <c>message</c>, <c>exitCode</c>; the last event of a run that failed or was stopped</item>
/// </list>
/// Readers should ignore events and members they do not know.
/// </summary>
internal sealed class JsonRunDisplay(TextWriter output, TimeProvider time) : IRunDisplay
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Results.Json.BoxConverter() },
    };

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<string, StagePace> _stages = new(StringComparer.Ordinal);

    public void Begin(RunAnnouncement run)
        => Write("run-started", new
        {
            program = ProgramInfo.NameAndVersion,
            folder = run.Folder,
            run.Plan.Prompt,
            run.Plan.Method,
            run.Plan.Profile,
            run.Plan.Model,
            run.Plan.Seed,
            run.Plan.Candidates,
            run.Plan.Steps,
            run.Plan.Scheduler,
            run.Plan.GuidanceScale,
            run.Plan.CorrectionStrength,
            run.Plan.NegativePrompt,
            run.Plan.Provider,
            AgentProviders = run.Plan.AgentProviders.Count > 0 ? run.Plan.AgentProviders : null,
            run.Plan.Orchestration,
            run.Plan.PromptAgent,
            run.Plan.Interaction,
            run.Plan.Rounds,
            run.Plan.Box,
            Device = run.Plan.Device.Name,
        });

    public Task<T> ShowAsync<T>(Func<Task<T>> work) => work();

    public void Observe(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case StageStarted started:
                lock (_gate)
                {
                    _stages[started.Stage] = new StagePace(time);
                }

                Write("stage-started", new { stage = started.Stage, steps = started.Steps });
                break;
            case StageStepped stepped:
                Write("stage-stepped", new { stage = stepped.Stage, completed = stepped.Completed, steps = stepped.Steps, secondsLeft = SecondsLeft(stepped) });
                break;
            case StageFinished finished:
                Write("stage-finished", new { stage = finished.Stage, seconds = Math.Round(finished.Seconds, 3) });
                break;
            case DeviceChosen chosen:
                Write("device-chosen", new { device = chosen.Device, precision = chosen.Precision, rejected = chosen.Rejected });
                break;
            case RoundStarted round:
                Write("round-started", new { number = round.Number, total = round.Total, change = round.Change, reason = round.Reason });
                break;
            case RoundFinished round:
                Write("round-finished", new { number = round.Number, score = round.Score, accepted = round.Accepted });
                break;
            case PromptRead read:
                Write("prompt-read", new { sentence = read.Sentence, interactions = read.Interactions });
                break;
            case ToolCalled called:
                Write("tool-called", new { agent = called.Agent, tool = called.Tool, arguments = called.Arguments });
                break;
            case ChatRetried retried:
                Write("chat-retried", new { agent = retried.Agent, provider = retried.Provider, attempt = retried.Attempt, delaySeconds = Math.Round(retried.DelaySeconds, 3), reason = retried.Reason });
                break;
            case RunWarned warned:
                Write("warning", new { message = warned.Message });
                break;
        }
    }

    public void Finish(RunSummary summary) => Write("run-finished", new
    {
        folder = summary.Folder,
        image = Path.Combine(summary.Folder, ResultFiles.Image),
        report = Path.Combine(summary.Folder, ResultFiles.Report),
        run = Path.Combine(summary.Folder, ResultFiles.Run),
        seed = summary.Record.Settings.Seed,
        corrected = summary.Record.Correction is not null,
        rounds = summary.Record.Rounds?.Items.Count,
        keptRound = summary.Record.Rounds?.Kept,
        score = summary.Record.Rounds?.Result().Critique.Score,
        imageSha256 = summary.Record.ImageSha256,
        usage = summary.Record.Usage,
        stopped = summary.IsStopped ? true : (bool?)null,
        seconds = Math.Round(summary.Seconds, 3),
    });

    public void Fail(string message, int exitCode) => Write("error", new { message, exitCode });

    private double? SecondsLeft(StageStepped stepped)
    {
        lock (_gate)
        {
            return _stages.GetValueOrDefault(stepped.Stage)?.Left(stepped.Completed, stepped.Steps) is { } left ? Math.Round(left.TotalSeconds, 3) : null;
        }
    }

    private void Write(string name, object content)
    {
        lock (_gate)
        {
            string members = JsonSerializer.Serialize(content, Options)[1..];
            string seconds = Math.Round(time.GetElapsedTime(_start).TotalSeconds, 3).ToString(System.Globalization.CultureInfo.InvariantCulture);
            output.WriteLine($"{{\"event\":\"{name}\",\"time\":{seconds},{members}");
            output.Flush();
        }
    }
}
