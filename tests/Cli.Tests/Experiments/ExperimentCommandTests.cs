using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ReCorD.Cli.Application;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Experiments;

public sealed partial class ExperimentCommandTests : IDisposable
{
    private readonly List<RunPlan> plans = [];
    private readonly CommandHarness harness;

    public ExperimentCommandTests()
    {
        harness = new CommandHarness(new ScriptedRunner((plan, _, _) =>
        {
            plans.Add(plan);
            return Task.FromResult(Records.Outcome());
        }));
    }

    private string Said => harness.Output.ToString();

    private string Complaints => harness.Error.ToString();

    [Fact]
    public async Task Run_ImageRuns_PlansEachAndKeepsPicturesAndReport()
    {
        Write("""
            description: Fewer steps
            task: generate
            prompts:
              - {label: fifty, raw: "a {{who}} is kicking a ball", config: {steps: 50}}
              - {label: thirty, raw: "a {{who}} is kicking a ball", config: {steps: 30}}
            tests:
              - vars: {who: boy, seed: 7, guidanceScale: 5, box: [10, 20, 110, 120]}
              - vars: {who: girl}
            evaluateOptions: {repeat: 2}
            outputPath: out
            """);

        Assert.Equal(ExitCode.Success, await harness.RunAsync("experiment", "run", "x.yaml"));

        Assert.Equal(8, plans.Count);
        Assert.Equal([50, 30, 50, 30], plans.Take(4).Select(plan => plan.Steps));
        Assert.Equal([7, 7, 71, 71, 1, 1, 65, 65], plans.Select(plan => plan.Seed));
        Assert.Equal("a girl is kicking a ball", plans[4].Prompt);
        Assert.Equal(5, plans[0].GuidanceScale);
        Assert.Equal([10, 20, 110, 120], plans[0].Box!.Value.ToReference());
        Assert.Contains("attention share", Said, StringComparison.Ordinal);
        Assert.Contains("Paired differences to 'fifty'", Said, StringComparison.Ordinal);
        Assert.Contains("(n = 2: too few for an interval)", Said, StringComparison.Ordinal);
        Assert.Contains("not known", Said, StringComparison.Ordinal);
        Assert.Equal(["out/.results.jsonl.lock", "out/pictures", "out/plan.json", "out/report.html", "out/results.jsonl", "out/summary.json", "x.yaml"],
            harness.Files().Select(file => file.Replace('\\', '/')).Select(file => file.StartsWith("out/pictures/", StringComparison.Ordinal) ? "out/pictures" : file).Distinct());
    }

    /// <summary>An item is known by what the experiment says, so that parts from machines with other folders match; what is run has full paths, for its record.</summary>
    [Fact]
    public async Task Run_FilesThatLieElsewhere_HaveTheSameItemsAndFullPathsInRecords()
    {
        const string experiment = """
            task: generate
            tests: [{vars: {prompt: a boy is kicking a ball, model: mine, config: described, pose: joints, lora: "ink.safetensors:0.5", embedding: "toy.safetensors:<toy>"}}]
            outputPath: out
            """;
        using CommandHarness other = new(new ScriptedRunner((plan, _, _) => Task.FromResult(Records.Outcome())));
        foreach (CommandHarness one in new[] { harness, other })
        {
            File.WriteAllText(one.Folder.At("x.yaml"), experiment);
            Array.ForEach(["mine", "described", "joints"], name => Directory.CreateDirectory(one.Folder.At(name)));
            Array.ForEach(["ink.safetensors", "toy.safetensors"], name => File.WriteAllText(one.Folder.At(name), ""));
            Assert.Equal(ExitCode.Success, await one.RunAsync("experiment", "run", "x.yaml"));
        }

        Assert.Equal(Id(harness), Id(other));
        RunPlan plan = Assert.Single(plans);
        Assert.Equal(
            [harness.Folder.At("mine"), harness.Folder.At("described"), harness.Folder.At("joints"), harness.Folder.At("ink.safetensors"), harness.Folder.At("toy.safetensors")],
            [plan.Model, plan.ModelConfig!, plan.Pose!, plan.Lora[0].Path, plan.Embeddings[0].Path]);

        static string Id(CommandHarness one) => JsonNode.Parse(File.ReadAllText(one.Folder.At("out/results.jsonl")))!["id"]!.GetValue<string>();
    }

    [Fact]
    public async Task Run_Again_DoesNothingTwice()
    {
        Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");
        await harness.RunAsync("experiment", "run", "x.yaml");
        string first = Log();

        Assert.Equal(ExitCode.Success, await harness.RunAsync("experiment", "run", "x.yaml"));

        Assert.Single(plans);
        Assert.Equal(first, Log());
        Assert.Contains("1 of 1 items are done already.", Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FreshOrUncached_DoesAllAnew()
    {
        Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");
        await harness.RunAsync("experiment", "run", "x.yaml");
        await harness.RunAsync("experiment", "run", "x.yaml", "--fresh");
        Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out\nevaluateOptions: {cache: false}");
        await harness.RunAsync("experiment", "run", "x.yaml");

        Assert.Equal(3, plans.Count);
        Assert.Single(Log().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Run_BrokenAssertion_Returns100AndNamesIt()
    {
        Write("""
            task: generate
            tests:
              - vars: {prompt: a boy is kicking a ball}
                assert:
                  - {type: metric, metric: box_iou, min: 0.9}
                  - {type: contains, value: leg}
            outputPath: out
            """);

        Assert.Equal(ExitCode.AssertionsFailed, await harness.RunAsync("experiment", "run", "x.yaml"));
        Assert.Equal(100, ExitCode.AssertionsFailed);
        Assert.Contains("Assertions do not hold for 1 items", Complaints, StringComparison.Ordinal);
        Assert.Contains("expected box_iou at least 0.9, found 0.8", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ItemThatFails_ReturnsFailureAndIsDoneAgain()
    {
        bool broken = true;
        using CommandHarness failing = new(new ScriptedRunner((_, _, _) => broken ? throw new IOException("no space left") : Task.FromResult(Records.Outcome())));
        await File.WriteAllTextAsync(failing.Folder.At("x.yaml"), "task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");

        Assert.Equal(ExitCode.Failure, await failing.RunAsync("experiment", "run", "x.yaml"));
        Assert.Contains("1 of 1 items failed, the first with: no space left Run again", failing.Error.ToString(), StringComparison.Ordinal);
        broken = false;
        Assert.Equal(ExitCode.Success, await failing.RunAsync("experiment", "run", "x.yaml"));
    }

    [Theory]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball, stepz: 3}", "x.yaml(3): the var 'stepz' is neither used by the sentence nor an option of 'record generate'", "Did you mean 'steps'?")]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball, steps: 5000}", "x.yaml(3): --steps expects a whole number from 1 to 1000", "found '5000'")]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball, out: here}", "x.yaml(3): the var 'out' is neither", "")]
    [InlineData("task: generate\nproviders:\n  - builtin\n  - olama\ntests:\n  - vars: {prompt: a boy is kicking a ball}", "x.yaml(4): There is no chat provider 'olama'. Known providers: anthropic, ", "builtin, ")]
    [InlineData("task: generate\nproviders: [{id: mine, config: {kind: olama}}]\ntests:\n  - vars: {prompt: a boy is kicking a ball}", "x.yaml(2): Chat provider 'mine' has the kind 'olama', which does not exist. Known kinds: anthropic, ", "ollama, ")]
    [InlineData("task: generate\nproviders: [{id: builtin, config: {modle: x}}]\ntests:\n  - vars: {prompt: a boy is kicking a ball}", "x.yaml(2): the provider 'builtin'", "modle")]
    [InlineData("task: layout-restoration\ntests:\n  - vars: {prompt: a boy is kicking a ball}", "x.yaml(3): vars needs 'landmarks'", "")]
    [InlineData("tassk: generate", "x.yaml(1): unknown key 'tassk'", "Did you mean 'task'?")]
    public async Task Run_MistakeInTheFile_IsAUsageErrorWithItsPlace(string text, string problem, string hint)
    {
        Write(text);

        Assert.Equal(ExitCode.Usage, await harness.RunAsync("experiment", "run", "x.yaml"));
        Assert.Contains(problem, Complaints, StringComparison.Ordinal);
        Assert.Contains(hint, Complaints, StringComparison.Ordinal);
        string running = Complaints;
        Assert.Equal(ExitCode.Usage, await harness.RunAsync("experiment", "validate", "x.yaml"));
        Assert.Equal(running + running, Complaints);
        Assert.Empty(plans);
        Assert.Equal(["x.yaml"], harness.Files());
    }

    [Fact]
    public async Task Run_Json_PrintsStatisticsAlone()
    {
        Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");

        await harness.RunAsync("experiment", "run", "x.yaml", "--json");

        JsonNode statistics = JsonNode.Parse(Said)!;
        Assert.Equal(0.6, statistics["columns"]![0]!["metrics"]!["attention_share"]!["mean"]!.GetValue<double>());
        Assert.Equal(1, statistics["done"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("run the same command to go on.")]
    [InlineData("run the same command without --fresh to go on.", "--fresh")]
    public async Task Run_Cancelled_KeepsWhatIsDone(string advice, params string[] options)
    {
        using CancellationTokenSource source = new();
        using CommandHarness stopping = new(new ScriptedRunner(async (plan, _, token) =>
        {
            if (plan.Prompt.Contains("girl", StringComparison.Ordinal))
            {
                await source.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return Records.Outcome();
        }));
        await File.WriteAllTextAsync(stopping.Folder.At("x.yaml"), "task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball}\n  - vars: {prompt: a girl is kicking a ball}\noutputPath: out");

        Assert.Equal(ExitCode.Interrupted, await stopping.RunAsync(["experiment", "run", "x.yaml", .. options], source.Token));
        Assert.Contains($"Finished items are kept; {advice}", stopping.Error.ToString(), StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(stopping.Folder.At("out/results.jsonl")));
    }

    [Theory]
    [InlineData("--shard", "9/8", "--shard expects a part and their number, as in 2/8, but found '9/8'")]
    [InlineData("--limit", "0", "--limit expects a whole number from 1")]
    [InlineData("--record", "r.jsonl", "--record is for tasks of agents alone")]
    public async Task Run_BadOption_IsRefused(string option, string value, string problem)
    {
        Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");

        Assert.Equal(ExitCode.Usage, await harness.RunAsync("experiment", "run", "x.yaml", option, value));
        Assert.Contains(problem, Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfAFolder_IsMadeAnew()
    {
        Write("description: <b>bold</b> & \"quoted\"\ntask: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");
        await harness.RunAsync("experiment", "run", "x.yaml");
        string page = Page();
        File.Delete(harness.Folder.At("out/report.html"));
        File.Delete(harness.Folder.At("x.yaml"));

        Assert.Equal(ExitCode.Success, await harness.RunAsync("experiment", "report", "out"));

        Assert.Equal(page, Page());
        Assert.Contains("&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>bold", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_Page_IsWellFormedAndNeedsNothingElse()
    {
        Write("task: generate\nprompts: [\"{{prompt}}\", \"{{prompt}} now\"]\ntests:\n  - vars: {prompt: a boy is kicking a ball}\n    assert: [{type: equals, value: no}]\n  - vars: {prompt: a girl is kicking a ball}\noutputPath: out");
        await harness.RunAsync("experiment", "run", "x.yaml");

        string page = Page();

        Assert.All(["Means", "Paired differences", "Assertions that do not hold", "Worst cases by attention share", "All tests", "How to read this"], title => Assert.Contains($">{title}</h2>", page, StringComparison.Ordinal));
        XDocument.Parse(VoidElements().Replace(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<$1$2/>"));
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_PictureElsewhere_StaysOut()
    {
        Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");
        await harness.RunAsync("experiment", "run", "x.yaml");
        await File.WriteAllTextAsync(harness.Folder.At("secret.png"), "secret");
        string picture = PicturePath().Match(Log()).Value;
        await File.WriteAllTextAsync(harness.Folder.At("out/results.jsonl"), Log().Replace(picture, "../secret.png", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Success, await harness.RunAsync("experiment", "report", "out"));

        Assert.StartsWith("pictures/", picture, StringComparison.Ordinal);
        Assert.Contains("../secret.png", Log(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("secret"u8), Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ColumnsWithModelsOfTheirOwn_LoadEachOnce()
    {
        Write("""
            task: generate
            prompts:
              - {label: one, raw: "{{prompt}}", config: {threads: 1}}
              - {label: two, raw: "{{prompt}}", config: {threads: 2}}
            tests:
              - vars: {prompt: a boy is kicking a ball}
              - vars: {prompt: a girl is kicking a ball}
            outputPath: out
            """);

        Assert.Equal(ExitCode.Success, await harness.RunAsync("experiment", "run", "x.yaml"));

        Assert.Equal([1, 1, 2, 2], plans.Select(plan => plan.Device.Threads));
        Assert.Equal(["a boy is kicking a ball", "a girl is kicking a ball"], plans.Take(2).Select(plan => plan.Prompt));
    }

    [Fact]
    public async Task Run_SameProviderWithOtherSettings_NeverTakesTheOthersRun()
    {
        Write("""
            task: generate
            prompts:
              - {label: result, raw: "{{prompt}}"}
              - {label: first, raw: "{{prompt}}", config: {measure: first-round}}
            providers:
              - {id: mine, label: one, config: {kind: openai, model: one}}
              - {id: mine, label: two, config: {kind: openai, model: two}}
            tests: [{vars: {prompt: a boy is kicking a ball}}]
            outputPath: out
            """);

        Assert.Equal(ExitCode.Success, await harness.RunAsync("experiment", "run", "x.yaml"));

        // In order: result one, result two, first one, first two. None can share the run just before it.
        Assert.Equal(4, plans.Count);
    }

    [Fact]
    public async Task Run_PartThatEndsWithinAnother_IsInTheReportOfBoth()
    {
        CommandHarness shared = null!;
        bool began = false;
        using CommandHarness owner = shared = new CommandHarness(new ScriptedRunner(async (_, _, token) =>
        {
            if (!began)
            {
                began = true;
                Assert.Equal(ExitCode.Success, await shared.RunAsync(["experiment", "run", "x.yaml", "--shard", "2/2"], token));
            }

            return Records.Outcome();
        }));
        await File.WriteAllTextAsync(owner.Folder.At("x.yaml"), "task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball}\n  - vars: {prompt: a girl is kicking a ball}\noutputPath: out");

        Assert.Equal(ExitCode.Success, await owner.RunAsync("experiment", "run", "x.yaml", "--shard", "1/2"));

        Assert.Equal(2, JsonNode.Parse(await File.ReadAllTextAsync(owner.Folder.At("out/summary.json")))!["done"]!.GetValue<int>());
    }

    [Fact]
    public async Task Run_GivenUp_ShowsWhatIsThere()
    {
        using CommandHarness failing = new(new ScriptedRunner((_, _, _) => throw new IOException("no space left")));
        await File.WriteAllTextAsync(failing.Folder.At("x.yaml"), "task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\nevaluateOptions: {repeat: 11}\noutputPath: out");

        Assert.Equal(ExitCode.Failure, await failing.RunAsync("experiment", "run", "x.yaml"));

        Assert.Contains("10 items in a row have failed", failing.Error.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(failing.Folder.At("out/report.html")));
    }

    [Fact]
    public async Task Collect_FolderWithFiles_IsRefusedBeforeAnyWork()
    {
        await File.WriteAllTextAsync(harness.Folder.At("prompts.txt"), "a boy is kicking a ball");
        Directory.CreateDirectory(harness.Folder.At("scenes"));
        await File.WriteAllTextAsync(harness.Folder.At("scenes/mine.txt"), "mine");

        Assert.Equal(ExitCode.Usage, await harness.RunAsync("experiment", "collect", "prompts.txt", "--out", "scenes"));

        Assert.Contains("is not empty. Choose another folder: scenes of several runs are not mixed.", Complaints, StringComparison.Ordinal);
        Assert.Equal(["prompts.txt", Path.Combine("scenes", "mine.txt")], harness.Files());
    }

    [Fact]
    public async Task Collect_ModelThatCannotBeUsed_EndsBeforeAnyWorkAndLeavesNothing()
    {
        await File.WriteAllTextAsync(harness.Folder.At("prompts.txt"), "a boy is kicking a ball");

        int code = await harness.RunAsync(
            "experiment", "collect", "prompts.txt", "--out", "scenes", "--set", "Chat:Provider=mine", "--set", "Chat:Providers:mine:Kind=recorded", "--set", "Chat:Providers:mine:File=missing.jsonl");

        Assert.NotEqual(ExitCode.Success, code);
        Assert.Contains("missing.jsonl", Complaints, StringComparison.Ordinal);
        Assert.Equal(["prompts.txt"], harness.Files());
        Assert.False(Directory.Exists(harness.Folder.At("scenes")));
    }

    [Theory]
    [InlineData(true, ExitCode.Interrupted, "stopped: the scenes of the first 1 of 3 sentences were kept.")]
    [InlineData(false, ExitCode.Failure, "error: Chat provider 'openai'")]
    public async Task Collect_EndedInTheMiddle_KeepsTheScenesBefore(bool stopped, int code, string complaint)
    {
        await File.WriteAllTextAsync(harness.Folder.At("prompts.txt"), "a boy is kicking a ball\na woman is sitting on a box\na man is lifting a box");
        using CancellationTokenSource stop = new();
        using CommandHarness real = new();
        using ChatModelServer server = new();
        server.Script = request => request is not { Agent: "layout", Number: > 1 } ? null : stopped ? ModelReply.Say("") with { Hangs = true, Before = stop.Cancel } : new ModelReply(401, "no");

        int ended = await real.RunAsync(
            ["experiment", "collect", harness.Folder.At("prompts.txt"), "--out", "scenes", "--steps", "8", "--candidates", "1", "--minimum-share", "0", "--minimum-agreement", "0", "--set", "Chat:Provider=openai", .. server.Options[2..]],
            stop.Token);

        Assert.Equal(code, ended);
        Assert.Contains(complaint, real.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 scenes of 1 sentences: ", real.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal([Path.Combine("scenes", "pictures", "001.png"), Path.Combine("scenes", "scenes.jsonl")], real.Files());
        Assert.Contains("\"prompt\":\"a boy is kicking a ball\"", (await File.ReadAllLinesAsync(real.Folder.At("scenes/scenes.jsonl")))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OtherFolder_IsRefused()
    {
        Assert.Equal(ExitCode.Failure, await harness.RunAsync("experiment", "report", "."));
        Assert.Contains("holds no results of an experiment: plan.json is missing", Complaints, StringComparison.Ordinal);
    }

    public void Dispose() => harness.Dispose();

    private void Write(string text) => File.WriteAllText(harness.Folder.At("x.yaml"), text);

    private string Log() => File.ReadAllText(harness.Folder.At("out/results.jsonl"));

    private string Page() => File.ReadAllText(harness.Folder.At("out/report.html"));

    [GeneratedRegex("pictures/[0-9a-f]+[.]png")]
    private static partial Regex PicturePath();

    [GeneratedRegex("<(meta|img)([^>]*)>")]
    private static partial Regex VoidElements();
}
