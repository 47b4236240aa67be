using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Engines.Tests;

public sealed class RecordEngineTests : IDisposable
{
    private static readonly string ModelFolder = Path.Combine(AppContext.BaseDirectory, "mini-hoi");

    private readonly RecordEngine engine = Load();

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task A_later_run_gives_the_picture_of_a_fresh_engine()
    {
        await RunAsync(engine, Request(seed: 3));
        RunOutcome later = await RunAsync(engine, Request(seed: 4));
        using RecordEngine fresh = Load();

        Assert.Equal((await RunAsync(fresh, Request(seed: 4))).Record.ImageSha256, later.Record.ImageSha256);
    }

    [Fact]
    public async Task A_scene_starts_empty_and_is_worked_on_with_the_engine()
    {
        SceneSession scene = engine.OpenScene(Request(seed: 3), NullRunObserver.Instance, TimeProvider.System);

        Assert.Empty(scene.Candidates);
        await SceneWork.MakeCandidatesAsync(scene, CancellationToken.None);

        Assert.Equal(2, scene.Candidates.Count);
        Assert.All(scene.Candidates, candidate => Assert.NotNull(candidate.ObjectAttention));
    }

    [Fact]
    public void A_plain_picture_takes_the_scheduler_of_the_model_and_not_that_of_the_profile()
    {
        InteractionPrompt interaction = InteractionPromptParser.Parse("a boy is kicking a ball");

        Assert.Equal("ddim", engine.Defaults(interaction, "record", "paper", null).Scheduler);
        Assert.Equal("euler", engine.Defaults(interaction, "record", "paper", "euler").Scheduler);
        Assert.Equal(engine.Defaults(interaction, "stable-diffusion", "default", null), engine.Defaults(interaction, "stable-diffusion", "paper", null));
    }

    [Fact]
    public void A_model_that_cannot_be_opened_is_named_and_another_can_be_loaded()
    {
        string wrong = Path.Combine(ModelFolder, "unet");

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => RecordEngine.Load(new ComputeRuntime(new ThreadSettings()), new EngineOptions { Model = wrong }, CancellationToken.None));

        Assert.Contains(wrong, error.Message, StringComparison.Ordinal);
        Load().Dispose();
    }

    [Theory]
    [InlineData(2.5, true)]
    [InlineData(2, false)]
    public void A_model_of_few_steps_is_warned_of_where_the_guidance_is_too_strong(double scale, bool warned)
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("record-engine-").FullName, "hoi-turbo");
        try
        {
            foreach (string file in Directory.GetFiles(ModelFolder, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(folder, Path.GetRelativePath(ModelFolder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            using RecordEngine turbo = RecordEngine.Load(new ComputeRuntime(new ThreadSettings()), new EngineOptions { Model = folder }, CancellationToken.None);
            RunRequest request = Request(seed: 3) with { Settings = Request(seed: 3).Settings with { GuidanceScale = scale } };
            WarningObserver ordinary = new(), fast = new();

            engine.OpenScene(request, ordinary, TimeProvider.System);
            turbo.OpenScene(request, fast, TimeProvider.System);

            Assert.Empty(ordinary.Warnings);
            Assert.Equal(warned, fast.Warnings.Exists(warning => warning.StartsWith("The guidance scale is 2.5. By 'turbo' in the name 'hoi-turbo'", StringComparison.Ordinal)));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        }
    }

    private static RecordEngine Load() =>
        RecordEngine.Load(new ComputeRuntime(new ThreadSettings()), new EngineOptions { Model = ModelFolder, PoseFolder = Path.Combine(ModelFolder, "pose") }, CancellationToken.None);

    private static async Task<RunOutcome> RunAsync(RecordEngine engine, RunRequest request)
    {
        using ChatClients clients = new(ChatClientRegistry.CreateDefault(Prompts, static _ => null), new ChatSettings());
        return await engine.RunAsync(request, clients, new PromptLibrary(Prompts), NullRunObserver.Instance, TimeProvider.System, CancellationToken.None);
    }

    private static string Prompts => Path.Combine(AppContext.BaseDirectory, "prompts");

    private RunRequest Request(long seed) => new()
    {
        Prompt = InteractionPromptParser.Parse("a boy is kicking a ball"),
        Settings = new RunSettings { Method = "record", Profile = "default", Model = "mini-hoi", Seed = seed, Candidates = 2, Steps = 4, GuidanceScale = 4 },
        Model = engine.Model,
        Program = "ReCorD test",
    };

    private sealed class WarningObserver : IRunObserver
    {
        public List<string> Warnings { get; } = [];

        public void Observe(RunEvent runEvent)
        {
            if (runEvent is RunWarned warned)
            {
                Warnings.Add(warned.Message);
            }
        }
    }
}
