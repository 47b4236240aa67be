using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>What <c>--from</c> takes over from the recorded run, and what it decides anew.</summary>
public sealed class GenerateFromTests
{
    [Theory]
    [InlineData("layout: far", true)]
    [InlineData("layout: far", true, "--provider", "layout=far")]
    [InlineData("", false, "--provider", "builtin")]
    [InlineData("", false, "--provider", "layout=builtin")]
    [InlineData("layout: far, critic: far", false, "--set", "Chat:Agents:critic=far")]
    public async Task Generate_From_TakesTheRecordedProvidersWhateverIsConfigured(string own, bool kept, params string[] options)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Chat__Provider", "far"), ("ReCorD__Chat__Agents__pose-selection", "near"));
        RunRecord record = Records.Corrected();
        string image = await WritePictureAsync(harness, record with { Settings = record.Settings with { AgentProviders = [new("layout", "far")] } });

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", "--from", image, "--out", "again", .. options]));

        Assert.Equal("builtin", runner.Plan!.Provider);
        Assert.Equal(own, string.Join(", ", runner.Plan.AgentProviders.Select(item => $"{item.Agent}: {item.Provider}")));
        Assert.Equal(kept, runner.Plan.Decisions is not null);
    }

    [Fact]
    public async Task Generate_From_RepeatsSettingsAndDecisions()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Generate__Steps", "10"), ("ReCorD__Generate__CorrectionStrength", "99"));
        string image = await WritePictureAsync(harness);

        await harness.RunAsync("generate", "--from", image, "--out", "again");

        RunPlan plan = runner.Plan!;
        Assert.Equal(("a boy is kicking a ball", 7L, 30, 2, 4.0), (plan.Prompt, plan.Seed, plan.Steps, plan.Candidates, plan.GuidanceScale));
        Assert.Null(plan.CorrectionStrength);
        RunRecord recorded = Records.Corrected();
        Assert.Equal((recorded.PoseChoice, recorded.Layout!.Box, recorded.Layout.Reasoning), (plan.Decisions!.Pose, plan.Decisions.Layout!.Box, plan.Decisions.Layout.Reasoning));
        Assert.Equal(recorded.Transcript, plan.Decisions.Transcript);
    }

    [Theory]
    [InlineData("--steps", "12", true)]
    [InlineData("--set", "Generate:Steps=12", true)]
    [InlineData("--guidance-scale", "12", true)]
    [InlineData("--seed", "12", false)]
    [InlineData("--candidates", "12", false)]
    [InlineData("--provider", "openai", false)]
    public async Task Generate_FromWithChange_KeepsDecisionsOnlyOnTheSameGround(string option, string value, bool kept)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);
        string image = await WritePictureAsync(harness);

        Assert.Equal(ExitCode.Success, await harness.RunAsync("generate", "--from", image, "--out", "again", option, value));

        Assert.Equal(kept, runner.Plan!.Decisions is not null);
        Assert.Contains("12", $"{runner.Plan.Steps} {runner.Plan.GuidanceScale} {runner.Plan.Seed} {runner.Plan.Candidates} {(runner.Plan.Provider == "openai" ? 12 : 0)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("recorded", "recorded", true)]
    [InlineData("other", "recorded", false)]
    [InlineData(null, "recorded", true)]
    [InlineData("recorded", null, false)]
    public async Task Generate_From_TakesTheRecordedPoseNetworkWhateverIsConfigured(string? asked, string? recorded, bool kept)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Pose__Folder", "configured"), ("ReCorD__Generate__Pose", "wanted"));
        RunRecord record = Records.Corrected();
        string image = await WritePictureAsync(harness, record with { Settings = record.Settings with { Pose = recorded } });

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", "--from", image, "--out", "again", .. asked is null ? Array.Empty<string>() : ["--pose", asked]]));

        Assert.Equal((asked ?? recorded, null), (runner.Plan!.Pose, runner.Plan.FallbackPose));
        Assert.Equal(kept, runner.Plan.Decisions is not null);
    }

    /// <summary>Records without rough steps are of runs that had none; without previews the number means nothing.</summary>
    [Theory]
    [InlineData(20, 6, 6, true)]
    [InlineData(20, null, 0, true)]
    [InlineData(null, null, 4, true)]
    [InlineData(20, 6, 12, false, "--rough-steps", "12")]
    [InlineData(20, null, 12, false, "--rough-steps", "12")]
    [InlineData(null, null, 4, false, "--preview-step", "12")]
    public async Task Generate_From_TakesTheRecordedPreviewsWhateverIsConfigured(int? step, int? recorded, int expected, bool kept, params string[] options)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Generate__PreviewStep", "5"), ("ReCorD__Generate__RoughSteps", "4"));
        RunRecord record = Records.Corrected();
        string image = await WritePictureAsync(harness, record with { Settings = record.Settings with { PreviewStep = step, RoughSteps = recorded } });

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", "--from", image, "--out", "again", .. options]));

        Assert.Equal((options.Contains("--preview-step") ? 12 : step, expected), (runner.Plan!.PreviewStep, runner.Plan.RoughSteps));
        Assert.Equal(kept, runner.Plan.Decisions is not null);
    }

    /// <summary>The embedded model's own network under another name: the same run, and the name in its record.</summary>
    [Fact]
    public async Task Generate_PoseFolderGiven_IsRecordedAndTakenAgain()
    {
        const string folder = "models/mini-hoi/pose";
        using CommandHarness harness = new();

        int[] exitCodes =
        [
            await harness.RunAsync("generate", "a boy is kicking a ball", "--out", "one", "--pose", folder, "--seed", "3", "--steps", "2", "--candidates", "1"),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "two"),
        ];

        Assert.Equal([0, 0], exitCodes);
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png), second = RecordFile.Read(harness.Folder.At("two"), harness.Services.Png);
        Assert.Equal(folder, first.Settings.Pose);
        Assert.Equal(first.Settings, second.Settings);
        Assert.Equal(first.ImageSha256, second.ImageSha256);
    }

    [Fact]
    public async Task Generate_FromWithBox_MovesOnlyTheBox()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);
        string image = await WritePictureAsync(harness);

        await harness.RunAsync("generate", "--from", image, "--out", "again", "--box", "0,0,256,256");

        Assert.Equal((1, new Box(0, 0, 0.5, 0.5)), (runner.Plan!.Decisions!.Pose.Index, runner.Plan.Decisions.Layout!.Box));
    }

    [Theory]
    [InlineData("missing.png", "There is no picture")]
    [InlineData("plain.png", "carries no run record")]
    [InlineData("noise.png", "PNG")]
    [InlineData("noise.json", "cannot be read")]
    public async Task Generate_FromSomethingElse_SaysSo(string name, string expected)
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding());
        File.WriteAllBytes(harness.Folder.At("plain.png"), new VipsPngCodec().Encode(Records.Image(), new Dictionary<string, string>()));
        File.WriteAllText(harness.Folder.At("noise.png"), "noise");
        File.WriteAllText(harness.Folder.At("noise.json"), "noise");

        int exitCode = await harness.RunAsync("generate", "--from", name);

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains(expected, harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, harness.Files().Length);
    }

    private static async Task<string> WritePictureAsync(CommandHarness harness, RunRecord? record = null)
    {
        using OutputFolder output = OutputFolder.Open(harness.Folder.At("first"), OverwritePolicy.Refuse);
        await new ResultsWriter(new VipsPngCodec()).WriteAsync(Records.Outcome(record), output, CancellationToken.None);
        return harness.Folder.At("first/image.png");
    }
}
