using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Poses;

namespace ReCorD.Cli.Tests.Support;

/// <summary>A made-up run with every part filled in.</summary>
internal static class Records
{
    public static RunRecord Corrected() => new()
    {
        Program = "ReCorD 0.1.0",
        Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Settings = new RunSettings { Method = "record", Profile = "default", Model = "models/mini-hoi", Seed = 7, Candidates = 2, Steps = 30, GuidanceScale = 4 },
        Prompt = new PromptRecord("a boy is kicking a ball", "boy", "kicking", "ball", "a boy is kicking"),
        Model = new ModelRecord("mini-hoi", "0123456789abcdef", 64, 64),
        Candidates = [Candidate(0, 7), Candidate(1, 8)],
        PoseChoice = new PoseChoiceRecord(1, "The leg is raised.", 2, null),
        Layout = new LayoutRecord(new Box(0.25, 0.5, 0.5, 0.75), new Dictionary<string, string> { ["pose_type"] = "dynamic" }, "At the foot.", 1, null),
        ChangeCheck = new ChangeCheckRecord(0.1, 0.7, true, "The boxes differ."),
        Correction = new CorrectionRecord(
            new Box(0.25, 0.5, 0.5, 0.75),
            [Step(0, 1.5), Step(1, 0.75)],
            Map(0.1f), Map(0.4f), 0.2, 0.6, new Box(0.6, 0.6, 0.8, 0.8), new Box(0.3, 0.5, 0.5, 0.75), 0, 0.8),
        Transcript = [new TranscriptEntry("layout", "assistant", "Calling a tool.", "submit_layout", "{\"box\":[1,2,3,4]}", 1)],
        Warnings = ["The box is small."],
        Usage =
        [
            new AgentUsage { Agent = "layout", Provider = "far", Model = "eye", Calls = 3, CacheHits = 1, Retries = 2, InputTokens = 1400, OutputTokens = 60, Cost = 0.0125, Seconds = 4.5 },
            new AgentUsage { Agent = "pose-selection", Provider = "builtin", Calls = 2, Failures = 1 },
        ],
        Timings = new Dictionary<string, double> { ["load"] = 0.5, ["candidates"] = 3.25 },
        ImageSha256 = "feed",
    };

    /// <summary>The same run driven by a planner that made two pictures and kept the second.</summary>
    public static RunRecord Planned() => Corrected() with
    {
        Planning = new PlanningRecord("The second holds the ball.", 17, 140,
        [
            new BranchRecord(0, 0, "the leg", new Box(0.5, 0.5, 0.75, 0.75), true, 0.2, 0.1, false),
            new BranchRecord(1, 1, "the other leg", new Box(0.25, 0.5, 0.5, 0.75), true, 0.6, 0.8, true),
        ]),
    };

    /// <summary>A run whose text an agent read, and whose second round was kept.</summary>
    public static RunRecord Rounds()
    {
        RunRecord record = Corrected();
        return record with
        {
            Settings = record.Settings with { Rounds = 2 },
            PromptReading = new PromptReadingRecord(
                "ein Junge tritt einen Ball, ein Mädchen hält eine Tasse", [new Interaction("a boy", "kicking", "a ball"), new Interaction("a girl", "holding", "a cup", "in the rain")], 1, "German: two people act.", 1, null),
            Rounds = new RoundsRecord(
                2,
                [
                    Round(1, RoundChange.None, new CritiqueRecord([.. CritiqueQuestions.Names.Select(name => new CritiqueAnswer(name, 0.5, $"seen of {name}"))], 0.5, false, new RoundChange("move_box", "Too far off.", Box: new Box(0.25, 0.5, 0.5, 0.75)), 1, null)),
                    Round(2, new RoundChange("move_box", "Too far off.", Box: new Box(0.25, 0.5, 0.5, 0.75)), new CritiqueRecord([.. CritiqueQuestions.Names.Select(name => new CritiqueAnswer(name, 0.9, "good"))], 0.9, true, RoundChange.None, 1, null)) with { CorrectionStrength = 22.5 },
                ],
                ["Mind the rounds."]),
        };
    }

    private static RoundRecord Round(int number, RoundChange change, CritiqueRecord critique) => new()
    {
        Number = number, Change = change, Seed = 7, Critique = critique, Measures = new FinalMeasures(0.25 * number, 0.3 * number, 1), Image = $"rounds/{number}.png", ImageSha256 = "beef",
        PoseChoice = Corrected().PoseChoice, Layout = Corrected().Layout, ObjectBox = new Box(0.3, 0.5, 0.5, 0.75),
    };

    public static RgbImage Image(byte shade = 128) => new(8, 8, [.. Enumerable.Repeat(shade, 8 * 8 * 3)]);

    public static RunOutcome Outcome(RunRecord? record = null) => new()
    {
        Record = record ?? Corrected(),
        FinalImage = Image(200),
        BeforeImage = Image(100),
        CandidateImages = [Image(50), Image(100)],
        RoundImages = record?.Rounds is null ? [] : [new RoundImage(1, Image(60)), new RoundImage(2, Image(200))],
    };

    private static CandidateRecord Candidate(int index, long seed) => new(
        index,
        seed,
        new PoseEstimate([.. LandmarkNames.All.Select((_, i) => new Landmark(i / 33.0, 1 - (i / 33.0), 0.9))], new Box(0.1, 0.1, 0.6, 0.9)),
        new Box(0.6, 0.6, 0.8, 0.8),
        Map(0.3f));

    private static GuidanceStep Step(int step, double loss) => new(step, loss, new Dictionary<string, double> { ["inner"] = loss / 2, ["outer"] = loss / 4 }, 1 - (loss / 2));

    private static ScalarMap Map(float value) => new(2, 2, [value, 0.25f, 0.125f, 0]);
}
