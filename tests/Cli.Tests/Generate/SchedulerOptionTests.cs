using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

/// <summary><c>--scheduler</c>, from the command line to the record and back.</summary>
public sealed class SchedulerOptionTests
{
    private const string Prompt = "a boy is kicking a ball";

    [Theory]
    [InlineData(null)]
    [InlineData("ddim")]
    [InlineData("dpm++2m-karras")]
    [InlineData("EulerAncestralDiscreteScheduler")]
    public async Task Generate_WordOrClass_ReachesTheRunner(string? choice)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", Prompt, .. Option(choice)]));

        Assert.Equal(choice, runner.Plan!.Scheduler);
    }

    [Fact]
    public async Task Generate_SchedulerOfTheEnvironment_GivesWayToTheOption()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Generate__Scheduler", "euler"));

        await harness.RunAsync("generate", Prompt, "--out", "one");
        Assert.Equal("euler", runner.Plan!.Scheduler);
        await harness.RunAsync("generate", Prompt, "--out", "two", "--scheduler", "pndm");
        Assert.Equal("pndm", runner.Plan.Scheduler);
    }

    [Theory]
    [InlineData("--scheduler", "heun", "--scheduler expects ddim")]
    [InlineData("--set", "Generate:Scheduler=heun", "Generate:Scheduler is 'heun'")]
    public async Task Generate_UnknownScheduler_IsAUsageErrorWithTheKnown(string option, string value, string expected)
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Usage, await harness.RunAsync("generate", Prompt, option, value));

        Assert.Contains(expected, harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("dpm++2m-karras", harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_From_TakesTheRecordedScheduler()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Generate__Scheduler", "pndm"));
        RunRecord record = Records.Corrected();
        string json = RunRecordJson.Write(record with { Settings = record.Settings with { Scheduler = "euler" } }, JsonLayout.Compact);
        File.WriteAllText(harness.Folder.At("new.json"), json);
        File.WriteAllText(harness.Folder.At("old.json"), json.Replace("\"scheduler\":\"euler\",", "", StringComparison.Ordinal));

        await harness.RunAsync("generate", "--from", "new.json", "--out", "one");
        Assert.Equal("euler", runner.Plan!.Scheduler);

        // Versions that did not note the scheduler had no other.
        await harness.RunAsync("generate", "--from", "old.json", "--out", "two");
        Assert.Equal("ddim", runner.Plan.Scheduler);
    }

    [Fact]
    public async Task Generate_ClassNamed_IsRecordedAsItsWordAndRepeatsItself()
    {
        using CommandHarness harness = new();

        await harness.RunAsync(["generate", Prompt, "--method", "stable-diffusion", "--steps", "2", "--seed", "3", "--out", "one", "--scheduler", "EulerAncestralDiscreteScheduler"]);
        await harness.RunAsync("generate", "--from", "one/image.png", "--out", "two");

        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png), second = RecordFile.Read(harness.Folder.At("two"), harness.Services.Png);
        Assert.Equal("euler-ancestral", first.Settings.Scheduler);
        Assert.Equal((first.Settings, first.ImageSha256), (second.Settings, second.ImageSha256));
        Assert.Contains("Sampler: Euler a,", GenerationParameters.Of(first), StringComparison.Ordinal);
        Assert.Contains("<th>scheduler</th><td>euler-ancestral</td>", File.ReadAllText(harness.Folder.At("one/report.html")), StringComparison.Ordinal);
    }

    /// <summary>The model's own class where nothing is named; but the paper's profile speaks for DDIM, in runs of ReCorD.</summary>
    [Theory]
    [InlineData("pndm", "--method", "record")]
    [InlineData("ddim", "--method", "record", "--profile", "paper")]
    [InlineData("pndm", "--method", "stable-diffusion", "--profile", "paper")]
    [InlineData("dpm++2m", "--method", "record", "--profile", "paper", "--scheduler", "dpm++2m")]
    public async Task Generate_NothingNamed_TakesTheProfilesElseTheModels(string expected, params string[] options)
    {
        using CommandHarness harness = new();
        string model = ModelWithScheduler(harness, "PNDMScheduler");

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", Prompt, "--model", model, "--steps", "4", "--candidates", "1", "--seed", "3", "--out", "out", .. options]));

        Assert.Equal(expected, RecordFile.Read(harness.Folder.At("out"), harness.Services.Png).Settings.Scheduler);
    }

    [Fact]
    public async Task Generate_ModelWithAnUnknownScheduler_ListsTheKnownAndRunsWithOneOfThem()
    {
        using CommandHarness harness = new();
        string[] arguments = ["generate", Prompt, "--model", ModelWithScheduler(harness, "HeunDiscreteScheduler"), "--method", "stable-diffusion", "--steps", "2", "--seed", "3"];

        Assert.Equal(ExitCode.Failure, await harness.RunAsync(arguments));
        Assert.Contains("asks for \"HeunDiscreteScheduler\"", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("dpm++2m-karras", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, await harness.RunAsync([.. arguments, "--scheduler", "euler"]));
    }

    private static string[] Option(string? choice) => choice is null ? [] : ["--scheduler", choice];

    /// <summary>The embedded model, as if published with another scheduler.</summary>
    private static string ModelWithScheduler(CommandHarness harness, string className)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi"), target = harness.Folder.At("model");
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string settings = Path.Combine(target, "scheduler", "scheduler_config.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("DDIMScheduler", className, StringComparison.Ordinal));
        return target;
    }
}
