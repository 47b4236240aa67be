using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Guards;

namespace ReCorD.Agents.Tests.Decorators.Recordings;

public sealed class RecordingTests : IDisposable
{
    private const string Pose = """{"candidate_index": 1, "reasoning": "It kicks."}""";

    private static readonly string Box = Answers.Layout("[300, 300, 430, 430]");

    private readonly string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())).FullName;
    private readonly TestRun run = new();
    private readonly RecordingObserver observer = new();

    private string File => Path.Combine(folder, "runs", "kick.jsonl");

    public void Dispose()
    {
        run.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public static TheoryData<string> Scripts => new("good", "broken arguments", "fails in the middle", "out of budget");

    /// <summary>Whatever the recorded run met, the replayed one meets it again: answers, mistakes, failures and what was paid.</summary>
    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Replay_OfARecordedRun_IsTheSameRun(string script)
    {
        RunOutcome recorded = await RecordAsync(Model(script), script == "out of budget" ? 1 : null);
        RunOutcome replayed = await ReplayAsync();

        Assert.Equal(recorded.Record.Transcript, replayed.Record.Transcript);
        Assert.Equal(recorded.Record.Warnings, replayed.Record.Warnings);
        Assert.Equal((recorded.Record.PoseChoice, recorded.Record.Layout!.Box, recorded.Record.Layout.Fallback), (replayed.Record.PoseChoice, replayed.Record.Layout!.Box, replayed.Record.Layout.Fallback));
        Assert.Equal(recorded.Record.Usage!.Select(agent => agent with { Seconds = 0 }), replayed.Record.Usage!.Select(agent => agent with { Seconds = 0 }));
        Assert.Equal(recorded.FinalImage.Pixels, replayed.FinalImage.Pixels);
    }

    /// <summary>A planner's time is the model's, and a recording answers at once: the replay has to count what the answers took.</summary>
    [Theory]
    [InlineData("never answers", 1, "it gave no answer in time")]
    [InlineData("answers late", 2, "it used up its 60 seconds and went on")]
    public async Task Replay_OfAPlannerThatRanOutOfTime_EndsAsTheRunDid(string script, int answers, string reason)
    {
        FakeClock clock = new();
        run.Scene.Time = clock;
        RunRequest request = TestRun.Request(orchestration: "planner") with { Limits = new RunLimits { MaximumSeconds = 60 } };
        using FunctionChatClient model = new(async (number, _, cancellationToken) =>
        {
            Task never = Task.Delay(Timeout.Infinite, cancellationToken);
            clock.Advance(TimeSpan.FromSeconds((script, number) switch { ("never answers", > 1) => 50, ("answers late", 1) => 61, _ => 20 }));
            await (script == "never answers" && number > 1 ? never : Task.CompletedTask);
            return number == 1 ? Call("generate_candidates", "{}") : Call("extract_pose", """{"candidate_index": 0}""");
        });

        RunOutcome recorded = await RecordAsync(model, clock: clock, request: request);
        RunOutcome replayed = await ReplayAsync(request);

        Assert.Equal(answers, Assert.Single(recorded.Record.Usage!).Calls);
        Assert.Contains(recorded.Record.Warnings, warning => warning.Contains(reason, StringComparison.Ordinal));
        Assert.Equal(recorded.Record.Warnings, replayed.Record.Warnings);
        Assert.Equal(recorded.Record.Transcript, replayed.Record.Transcript);
        Assert.Equal(recorded.Record.Usage!.Select(agent => agent with { Seconds = 0 }), replayed.Record.Usage!.Select(agent => agent with { Seconds = 0 }));
        Assert.Equal(recorded.FinalImage.Pixels, replayed.FinalImage.Pixels);
    }

    [Fact]
    public async Task Record_AnyRun_IsAHeaderAndOneReadableLineForEachExchange()
    {
        await RecordAsync(Model("good"), null);

        string[] lines = System.IO.File.ReadAllLines(File);

        Assert.Equal("""{"recording":1,"program":"ReCorD test","provider":"far","agentProviders":[],"models":{"far":"model-1"}}""", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Contains("\"agent\":\"pose-selection\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("You are an expert in human poses", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"tool\":\"submit_pose_choice\"", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("base64", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_RequestThatWasNotRecorded_NamesAgentFirstDifferenceAndRemedy()
    {
        await RecordAsync(Model("good"), null);

        RecordingException error = await Assert.ThrowsAsync<RecordingException>(() => ReplayAsync(TestRun.Request(prompt: TestScene.Prompt(noun: "stone"))));

        Assert.Contains($"The recording '{File}' has no answer to this request of the agent pose-selection.", error.Message, StringComparison.Ordinal);
        Assert.Contains("The nearest is exchange 1 (pose-selection); the first difference is in message 2 (user), part 1: text", error.Message, StringComparison.Ordinal);
        Assert.Contains("kicking a ball", error.Message, StringComparison.Ordinal);
        Assert.Contains("kicking a stone", error.Message, StringComparison.Ordinal);
        Assert.Contains("or record anew with --record", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_PictureThatDiffers_SaysThatItIsThePicture()
    {
        await RecordAsync(Model("good"), null);
        RunRequest request = TestRun.Request();

        // Another seed makes other pixels; the facts that the model is told stay the same for the fakes.
        RecordingException error = await Assert.ThrowsAsync<RecordingException>(() => ReplayAsync(request with { Settings = request.Settings with { Seed = 11 } }));

        Assert.Contains("picture", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_LastLineCutOff_IsAWarningAndTheRestIsUsed()
    {
        await RecordAsync(Model("good"), null);
        string text = System.IO.File.ReadAllText(File);
        System.IO.File.WriteAllText(File, text[..^40]);

        Recording read = Recording.Read(File);
        RecordingException missing = await Assert.ThrowsAsync<RecordingException>(() => ReplayAsync());

        Assert.Contains("is cut off, as after an interrupted run; 1 whole exchanges are used", read.Warning, StringComparison.Ordinal);
        Assert.Contains("agent layout", missing.Message, StringComparison.Ordinal);
        Assert.Equal(read.Warning, Assert.Single(observer.Events.OfType<RunWarned>()).Message);
    }

    [Theory]
    [InlineData("", "its first line is no header")]
    [InlineData("hello", "its first line is no header")]
    [InlineData("{}", "its first line is no header")]
    [InlineData("""{"recording":2,"program":"ReCorD 9","provider":"x"}""", "has format 2, but this program reads up to 1")]
    [InlineData("""{"recording":1,"program":"ReCorD","provider":"x"}|noise|{}""", "Line 2 of")]
    public void Read_SomethingElse_SaysWhatAndWhere(string text, string expected)
    {
        string file = Path.Combine(folder, "other.jsonl");
        System.IO.File.WriteAllText(file, text.Replace('|', '\n'));

        Assert.Contains(expected, Assert.Throws<RecordingException>(() => Recording.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_SaysHowToMakeOne() =>
        Assert.Contains("Make one with record generate --record FILE", Assert.Throws<RecordingException>(() => Recording.Read(Path.Combine(folder, "none.jsonl"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_OverAnExistingFile_OnlyWhenAsked()
    {
        RecordingHeader header = new() { Program = "ReCorD test", Provider = "far" };
        Complete(new RecordingWriter(File, header));

        Assert.Contains("exists already", Assert.Throws<RecordingException>(() => new RecordingWriter(File, header)).Message, StringComparison.Ordinal);
        Complete(new RecordingWriter(File, header, EarlierRecording.Replace));
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void Dispose_NothingWasHeard_LeavesNothing()
    {
        new RecordingWriter(File, new RecordingHeader { Program = "ReCorD test", Provider = "far" }).Dispose();

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    private static void Complete(RecordingWriter writer)
    {
        using (writer)
        {
            writer.Complete();
        }
    }

    private static FunctionChatClient Model(string script) => new(number => (script, number) switch
    {
        ("broken arguments", 1) => Call("submit_pose_choice", "{\"candidate_index\": "),
        ("broken arguments", 2) or ("good" or "fails in the middle" or "out of budget", 1) => Call("submit_pose_choice", Pose),
        ("fails in the middle", _) => throw new ChatProviderException("The line is dead.") { Status = 502 },
        _ => Call("submit_layout", Box),
    });

    private static ChatResponse Call(string tool, string arguments) => new(ScriptedChatClient.Call((tool, arguments)))
    {
        ModelId = "model-1", Usage = new UsageDetails { InputTokenCount = 700, OutputTokenCount = 30, TotalTokenCount = 730 },
    };

    private async Task<RunOutcome> RecordAsync(FunctionChatClient model, int? calls = null, FakeClock? clock = null, RunRequest? request = null)
    {
        clock ??= new() { Patience = TimeSpan.FromMinutes(1) };
        using ChatClients clients = FakeFactory.Clients(model, new ChatProviderSettings { Prices = new ChatPrices { Input = 1 } }, clock);
        using RecordingWriter writer = new(File, new RecordingHeader { Program = "ReCorD test", Provider = "far", Models = new Dictionary<string, string> { ["far"] = "model-1" } });
        ChatRunOptions options = new() { Recording = writer, Time = clock, Budget = new ChatBudgetSettings { Calls = calls } };
        RunOutcome outcome = await RunAsync(request ?? TestRun.Request(), clients.ForRun(options));
        writer.Complete();
        return outcome;
    }

    private async Task<RunOutcome> ReplayAsync(RunRequest? request = null)
    {
        ChatSettings settings = new() { Provider = "recorded", Providers = { ["recorded"] = new() { File = File } } };
        using ChatClients clients = new(new ChatClientRegistry([new RecordedChatClientFactory()], _ => null), settings);
        return await RunAsync(request ?? TestRun.Request(), clients.ForRun(new ChatRunOptions { Observer = observer }));
    }

    private Task<RunOutcome> RunAsync(RunRequest request, IAgentClients clients) => new InteractionPipeline(run.Scene.Services(), clients, TestPrompts.Library()).RunAsync(request, CancellationToken.None);
}
