using System.Globalization;
using ReCorD.Agents.Runs;
using ReCorD.Fakes;
using ReCorD.Mcp.Runs;
using ReCorD.Mcp.Scenes;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Imaging;

namespace ReCorD.Mcp.Tests.Fakes;

/// <summary>A host whose engine is synthetic: three candidates of five steps, seeds from 10, results in a folder of its own.</summary>
internal sealed class FakeHost : IRecordHost, IDisposable
{
    private readonly TestScene scene = new();
    private readonly string root = Directory.CreateTempSubdirectory("record-mcp-").FullName;
    private readonly List<KeptRun> kept = [];

    public FakeHost()
    {
        Method = new GatedMethod(scene.Method);
        scene.Poses.Poses[10] = StickFigure.Standing.ToPose();
        scene.Poses.Poses[11] = StickFigure.Kicking.ToPose();
    }

    public GatedMethod Method { get; }

    public SyntheticMethod Synthetic => scene.Method;

    /// <summary>What was asked of <see cref="GenerateAsync"/>.</summary>
    public List<PictureRequest> Pictures { get; } = [];

    public async Task<KeptRun> GenerateAsync(PictureRequest request, IRunObserver observer, CancellationToken cancellationToken)
    {
        Pictures.Add(request);
        OpenedScene opened = OpenScene(request, observer, cancellationToken);
        await SceneWork.MakeCandidatesAsync(opened.Session, cancellationToken);
        return await SaveSceneAsync(opened, cancellationToken);
    }

    public OpenedScene OpenScene(SceneRequest request, IRunObserver observer, CancellationToken cancellationToken)
    {
        SceneSettings settings = TestScene.Settings() with { Seed = request.Seed ?? 10 };
        SceneSession session = new(TestScene.Prompt(), settings, scene.Services() with { Method = Method, Observer = observer });
        return new OpenedScene(session, Request(settings), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    }

    public async Task<KeptRun> SaveSceneAsync(OpenedScene scene, CancellationToken cancellationToken)
    {
        RunOutcome outcome = InteractionPipeline.Conclude(scene.Request, scene.Session, scene.Transcript, scene.Started);
        string name = string.Create(CultureInfo.InvariantCulture, $"run-{kept.Count + 1}");
        string folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "image.png"), ImageFile.EncodePng(outcome.FinalImage), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "run.json"), "{}", cancellationToken);
        KeptRun run = new(name, folder, outcome.Record, ["image.png", "run.json"]);
        kept.Add(run);
        return run;
    }

    public IReadOnlyList<KeptRun> ListRuns(int count) => [.. kept.AsEnumerable().Reverse().Take(count)];

    public KeptRun? FindRun(string name) => kept.Find(run => run.Name == name);

    public string Describe(Exception exception) => exception.Message;

    public void Dispose()
    {
        Method.Dispose();
        scene.Dispose();
        Directory.Delete(root, recursive: true);
    }

    private static RunRequest Request(SceneSettings settings) => new()
    {
        Prompt = TestScene.Prompt(),
        Settings = new RunSettings { Method = "record", Profile = "default", Model = "synthetic", Seed = settings.Seed, Candidates = settings.Candidates, Steps = settings.Steps },
        Model = new ModelRecord("synthetic", "00", 4, 4),
        Program = "ReCorD test",
    };
}
