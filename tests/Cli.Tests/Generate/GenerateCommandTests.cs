using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Tests.Generate;

public sealed class GenerateCommandTests
{
    [Fact]
    public async Task Generate_NoOptions_TakesDefaultsARandomSeedAndANamedFolder()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);

        int exitCode = await harness.RunAsync("generate", "a boy is kicking a ball");

        Assert.Equal(ExitCode.Success, exitCode);
        RunPlan plan = runner.Plan!;
        Assert.Equal(("record", "default", 5, 50, CommandHarness.Seed, "builtin", "pipeline"), (plan.Method, plan.Profile, plan.Candidates, plan.Steps, plan.Seed, plan.Provider, plan.Orchestration));
        Assert.Null(plan.GuidanceScale);
        string folder = Path.Combine("outputs", "20260102-030405-a-boy-is-kicking-a-ball");
        Assert.Equal([Path.Combine(folder, "candidates", "0.png"), Path.Combine(folder, "candidates", "1.png"), Path.Combine(folder, "image.png"), Path.Combine(folder, "report.html"), Path.Combine(folder, "run.json")], harness.Files());
        Assert.Contains("seed     4242", harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains(Path.Combine(harness.Folder.Path, folder, "report.html"), harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_OptionsEnvironmentAndSet_TheOptionWins()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Generate__Steps", "10"), ("ReCorD__Generate__Candidates", "3"), ("ReCorD__Device__Threads", "2"));

        await harness.RunAsync("generate", "x", "--set", "Generate:Steps=20", "--steps", "30", "--Generate:Candidates", "4", "--box", "0,0,256,256", "--negative-prompt", "blur");

        Assert.Equal((30, 4, 2, "blur"), (runner.Plan!.Steps, runner.Plan.Candidates, runner.Plan.Device.Threads, runner.Plan.NegativePrompt));
        Assert.Equal(new Box(0, 0, 0.5, 0.5), runner.Plan.Box);
    }

    [Fact]
    public async Task Generate_DeviceOptions_ReachThePlan()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Device__Precision", "single"), ("ReCorD__Device__Options__cuda__use_tf32", "1"));

        await harness.RunAsync("generate", "x", "--device", "auto", "--precision", "half", "--vae-tiling", "256", "--attention-slicing");

        DeviceSettings device = runner.Plan!.Device;
        Assert.Equal(("auto", "half", 256, true, "1"), (device.Name, device.Precision, device.VaeTiling, device.AttentionSlicing, device.Options["cuda"]["use_tf32"]));
    }

    [Theory]
    [InlineData(null, "--steps", "3")]
    [InlineData(0, "--vae-tiling", "--steps", "3")]
    [InlineData(0, "--steps", "3", "--vae-tiling")]
    [InlineData(512, "--vae-tiling", "512", "--steps", "3")]
    public async Task Generate_VaeTiling_WithoutANumberIsTheTrainedSize(int? expected, params string[] options)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", "x", .. options]));

        Assert.Equal(expected, runner.Plan!.Device.VaeTiling);
    }

    [Theory]
    [InlineData("--precision expects auto or single or half", "--precision", "double")]
    [InlineData("--vae-tiling expects a whole number", "--vae-tiling", "0")]
    [InlineData("Device:Precision is 'fp16'", "--set", "Device:Precision=fp16")]
    [InlineData("Device:VaeTiling is -1", "--set", "Device:VaeTiling=-1")]
    public async Task Generate_DeviceOptionThatCannotBe_IsAUsageError(string message, params string[] options)
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding());

        Assert.Equal(ExitCode.Usage, await harness.RunAsync(["generate", "x", .. options]));

        Assert.Contains(message, harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_RoughStepsWithoutPreviews_IsAUsageError()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);

        Assert.Equal(ExitCode.Usage, await harness.RunAsync("generate", "a boy is kicking a ball", "--rough-steps", "5"));

        Assert.Contains("--preview-step", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Null(runner.Plan);
    }

    [Theory]
    [InlineData("There is no chat provider", "--provider", "nobody")]
    [InlineData("was not found", "--model", "nowhere")]
    [InlineData("no model", "--provider", "openai")]
    [InlineData("key", "--provider", "openai", "--Chat:Providers:openai:Model", "gpt")]
    public async Task Generate_WithTheRealRunner_FailsClearlyBeforeAnythingIsWritten(string expected, params string[] options)
    {
        using CommandHarness harness = new();

        int exitCode = await harness.RunAsync(["generate", "a boy is kicking a ball", .. options]);

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains(expected, harness.Error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("unexpected error", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(harness.Folder.Path));
    }

    [Fact]
    public async Task Generate_PromptOfTwoThousandWords_IsAUsageErrorWithTheNumber()
    {
        using CommandHarness harness = new();

        int exitCode = await harness.RunAsync("generate", string.Join(' ', Enumerable.Repeat("ball", 2000)));

        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.StartsWith("error: The prompt has 2000 words", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(harness.Folder.Path));
    }

    [Fact]
    public async Task Generate_PromptWithoutInteraction_MakesAPlainPictureAndSaysSo()
    {
        using CommandHarness harness = new();

        int exitCode = await harness.RunAsync("generate", "a red apple", "--steps", "2", "--out", "out");

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Contains("warning: ", harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("without correction", harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a red apple", "record")]
    [InlineData("a boy is kicking a ball", "stable-diffusion")]
    public async Task Generate_BoxWithNothingToPlace_IsRefused(string prompt, string method)
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("generate", prompt, "--method", method, "--box", "0,0,256,256"));
        Assert.Contains("box", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(harness.Folder.Path));
    }
}
