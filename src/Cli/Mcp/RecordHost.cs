using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Mcp;
using ReCorD.Mcp.Runs;
using ReCorD.Mcp.Scenes;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Mcp;

/// <summary>The program as the MCP server knows it: plans by options and configuration, one loaded model, results in folders.</summary>
/// <param name="services">The program's services.</param>
/// <param name="plan">The plan for a prompt where the client chooses nothing else.</param>
/// <param name="settings">The configuration.</param>
/// <param name="folders">Where results are kept.</param>
/// <param name="resources">Removes half-written folders when the program is stopped.</param>
internal sealed class RecordHost(CommandServices services, Func<string, RunPlan> plan, RecordSettings settings, RunFolders folders, RunResources resources) : IRecordHost
{
    private const string SamplePrompt = "a boy is kicking a ball";

    private static readonly string[] Files = [ResultFiles.Image, ResultFiles.Report, ResultFiles.Run];

    /// <summary>Finds mistakes of options and configuration before a client is served.</summary>
    /// <exception cref="CommandException">Something is wrong or missing.</exception>
    public void Check() => services.Scenes.Check(plan(SamplePrompt), settings);

    public async Task<KeptRun> GenerateAsync(PictureRequest request, IRunObserver observer, CancellationToken cancellationToken)
    {
        RunPlan picture = Plan(request) with { Box = request.Box?.ToBox() };
        picture = picture with { Orchestration = request.Orchestration ?? picture.Orchestration };
        RunPlanner.Validate(picture);
        return await KeepAsync(picture.Prompt, () => services.Runner.RunAsync(picture, settings, observer, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public OpenedScene OpenScene(SceneRequest request, IRunObserver observer, CancellationToken cancellationToken)
    {
        DateTimeOffset started = services.Time.GetUtcNow();
        RunPlan picture = Plan(request);
        RunPlanner.Validate(picture);
        (SceneSession session, RunRequest run) = services.Scenes.OpenScene(picture, settings, observer, cancellationToken);
        return new OpenedScene(session, run, started);
    }

    public async Task<KeptRun> SaveSceneAsync(OpenedScene scene, CancellationToken cancellationToken)
    {
        RunOutcome outcome = InteractionPipeline.Conclude(scene.Request, scene.Session, scene.Transcript, scene.Started);
        return await KeepAsync(scene.Session.Prompt.Text, () => Task.FromResult(outcome), cancellationToken).ConfigureAwait(false);
    }

    public IReadOnlyList<KeptRun> ListRuns(int count) => [.. folders.Newest().Select(Read).OfType<KeptRun>().Take(count)];

    public KeptRun? FindRun(string name) => folders.Find(name) is { } folder ? Read(folder) : null;

    public string Describe(Exception exception) => ErrorReporter.Describe(exception);

    private static KeptRun? Read(string folder) => File.Exists(Path.Combine(folder, ResultFiles.Image)) && RunFolders.ReadRecord(folder) is { } record
        ? new KeptRun(Path.GetFileName(folder), folder, record, [.. Files.Where(file => File.Exists(Path.Combine(folder, file)))])
        : null;

    /// <summary>Opens a new folder, so that what forbids that comes to light before the work, and keeps there what comes of it.</summary>
    private async Task<KeptRun> KeepAsync(string prompt, Func<Task<RunOutcome>> work, CancellationToken cancellationToken)
    {
        OutputFolder folder = resources.Own(folders.OpenNew(prompt));
        try
        {
            RunOutcome outcome = await work().ConfigureAwait(false);
            await new ResultsWriter(services.Png).WriteAsync(outcome, folder, cancellationToken).ConfigureAwait(false);
            return new KeptRun(Path.GetFileName(folder.Target), folder.Target, outcome.Record, Files);
        }
        finally
        {
            resources.End(folder);
        }
    }

    private RunPlan Plan(SceneRequest request)
    {
        RunPlan usual = plan(request.Prompt);
        return usual with
        {
            Seed = request.Seed ?? usual.Seed,
            Method = request.Method ?? usual.Method,
            Profile = request.Profile ?? usual.Profile,
            Steps = request.Steps ?? usual.Steps,
            Candidates = request.Candidates ?? usual.Candidates,
            PreviewStep = request.PreviewStep ?? usual.PreviewStep,
            Scheduler = request.Scheduler ?? usual.Scheduler,
            GuidanceScale = request.GuidanceScale ?? usual.GuidanceScale,
            CorrectionStrength = request.CorrectionStrength ?? usual.CorrectionStrength,
            NegativePrompt = request.NegativePrompt ?? usual.NegativePrompt,
        };
    }
}
