using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;
using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;

namespace ReCorD.Cli.Tests.Generate;

public class GenerateCommandTests
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
    public async Task Generate_ChatProvidersInTheConfiguration_ReachTheRunner()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Chat__Providers__local__Endpoint", "http://localhost:1/v1"));

        await harness.RunAsync("generate", "x", "--provider", "local", "--Chat:Providers:local:Model", "eye");

        Assert.Equal("local", runner.Plan!.Provider);
        Assert.Equal(("http://localhost:1/v1", "eye"), (runner.Settings!.Chat.Providers["local"].Endpoint, runner.Settings.Chat.Providers["local"].Model));
    }

    [Theory]
    [InlineData("far", "layout: near, critic: builtin", "--provider", "far", "--provider", "layout=near", "--provider", "critic=builtin")]
    [InlineData("far", "", "--provider", "near", "--provider", "far")]
    [InlineData("near", "pose-selection: far, critic: far")]
    [InlineData("near", "pose-selection: far, layout: far, critic: far", "--provider", "Layout=far")]
    [InlineData("near", "critic: far", "--provider", "pose-selection=near")]
    [InlineData("near", "critic: far", "--set", "Chat:Agents:pose-selection=")]
    public async Task Generate_Providers_AreForAllOrForOneAgent(string common, string own, params string[] options)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Chat__Provider", "near"), ("ReCorD__Chat__Agents__pose-selection", "far"), ("ReCorD__Chat__Agents__Critic", "far"));

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", "x", .. options]));

        Assert.Equal((common, own), (runner.Plan!.Provider, string.Join(", ", runner.Plan.AgentProviders.Select(item => $"{item.Agent}: {item.Provider}"))));
    }

    [Theory]
    [InlineData("There is no agent 'painter'. Agents: prompt, planner, pose-selection, layout, critic.", "--provider", "painter=builtin")]
    [InlineData("There is no agent 'painter'. Agents: prompt, planner, pose-selection, layout, critic.", "--set", "Chat:Agents:painter=builtin")]
    [InlineData("--provider expects the name of a chat provider", "--provider", "layout=")]
    public async Task Generate_ProviderOfNoAgent_SaysWhatThereIs(string message, params string[] options)
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding());

        Assert.NotEqual(ExitCode.Success, await harness.RunAsync(["generate", "x", .. options]));

        Assert.Contains(message, harness.Error.ToString(), StringComparison.Ordinal);
    }

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

    [Fact]
    public async Task Generate_RoughStepsWithoutPreviews_IsAUsageError()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);

        Assert.Equal(ExitCode.Usage, await harness.RunAsync("generate", "a boy is kicking a ball", "--rough-steps", "5"));

        Assert.Contains("--preview-step", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Null(runner.Plan);
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

    [Fact]
    public async Task Generate_ModelFiles_ComeFromOptionsElseConfiguration()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Generate__Lora__0", "house.safetensors:0.25"), ("ReCorD__Generate__Embeddings__0", "toy.safetensors:<toy>"), ("ReCorD__Generate__ModelConfig", "configs"));

        await harness.RunAsync("generate", "x", "--out", "one");
        Assert.Equal([new LoraChoice("house.safetensors", 0.25)], runner.Plan!.Lora);
        Assert.Equal([new EmbeddingChoice("toy.safetensors", "<toy>")], runner.Plan.Embeddings);
        Assert.Equal("configs", runner.Plan.ModelConfig);

        await harness.RunAsync("generate", "x", "--out", "two", "--lora", "a.safetensors", "--lora", "b.safetensors:-0.5", "--embedding", "c.safetensors", "--config", "other");
        Assert.Equal([new LoraChoice("a.safetensors"), new LoraChoice("b.safetensors", -0.5)], runner.Plan.Lora);
        Assert.Equal([new EmbeddingChoice("c.safetensors")], runner.Plan.Embeddings);
        Assert.Equal("other", runner.Plan.ModelConfig);
    }

    /// <summary>A repeat takes the recorded files, not the configuration's; other files are other ground for the decisions.</summary>
    [Fact]
    public async Task Generate_FromWithModelFiles_RepeatsThem()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Generate__Lora__0", "house.safetensors"), ("ReCorD__Generate__Lora__1", "more.safetensors"));
        RunRecord record = Records.Corrected();
        File.WriteAllText(harness.Folder.At("run.json"), RunRecordJson.Write(
            record with { Settings = record.Settings with { ModelConfig = "c", Lora = [new LoraRecord("ink.safetensors", 0.5, "abc")], Embeddings = [new EmbeddingRecord("toy.safetensors", null, "def")] } }, JsonLayout.Indented));

        await harness.RunAsync("generate", "--from", "run.json", "--out", "one");
        Assert.Equal([new LoraChoice("ink.safetensors", 0.5)], runner.Plan!.Lora);
        Assert.Equal([new EmbeddingChoice("toy.safetensors")], runner.Plan.Embeddings);
        Assert.Equal("c", runner.Plan.ModelConfig);
        Assert.NotNull(runner.Plan.Decisions);

        await harness.RunAsync("generate", "--from", "run.json", "--out", "two", "--lora", "ink.safetensors:0.6");
        Assert.Equal([new LoraChoice("ink.safetensors", 0.6)], runner.Plan.Lora);
        Assert.Null(runner.Plan.Decisions);
    }

    /// <summary>The embedded model with both kinds of files: recorded with their hashes, repeated exactly, and a changed file is named.</summary>
    [Fact]
    public async Task Generate_ModelFilesOnTheEmbeddedModel_AreRecordedAndRepeated()
    {
        using CommandHarness harness = new();
        WriteFiles(harness, 0.5f);

        Assert.Equal(0, await harness.RunAsync("generate", "a red toy7", "--steps", "1", "--seed", "3", "--out", "one", "--lora", "ink.safetensors:0.5", "--embedding", "toy7.safetensors"));
        Assert.Equal(0, await harness.RunAsync("generate", "--from", "one/image.png", "--out", "two"));
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png), second = RecordFile.Read(harness.Folder.At("two"), harness.Services.Png);
        Assert.Equal(64, first.Settings.Lora.Single().Sha256!.Length);
        Assert.Equal(64, first.Settings.Embeddings.Single().Sha256!.Length);
        Assert.Equal(first.ImageSha256, second.ImageSha256);
        Assert.DoesNotContain("pixels differ", harness.Output.ToString(), StringComparison.Ordinal);

        WriteFiles(harness, -0.5f);
        Assert.Equal(0, await harness.RunAsync("generate", "--from", "one/image.png", "--out", "three"));
        Assert.Contains("The weights in 'ink.safetensors' are not those that it was made with", harness.Output.ToString(), StringComparison.Ordinal);
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

    /// <summary>The embedded model, two steps: same seed, same file; repeated from the picture, same pixels.</summary>
    [Fact]
    public async Task Generate_EmbeddedModel_RepeatsItselfExactly()
    {
        using CommandHarness harness = new();
        string[] options = ["--seed", "3", "--steps", "2", "--candidates", "2", "--box", "20,300,160,420"];

        int[] exitCodes =
        [
            await harness.RunAsync(["generate", "a boy is kicking a ball", "--out", "one", .. options]),
            await harness.RunAsync(["generate", "a boy is kicking a ball", "--out", "two", .. options]),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "three"),
        ];

        Assert.Equal([0, 0, 0], exitCodes);
        Assert.Equal(File.ReadAllBytes(harness.Folder.At("one/image.png")), File.ReadAllBytes(harness.Folder.At("two/image.png")));
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png), third = RecordFile.Read(harness.Folder.At("three"), harness.Services.Png);
        Assert.Equal(first.ImageSha256, third.ImageSha256);
        Assert.NotNull(first.Correction);
        Assert.Equal(first.Correction.Target, third.Correction!.Target);
        Assert.Equal(File.ReadAllBytes(harness.Folder.At("one/image.png")), File.ReadAllBytes(harness.Folder.At("three/image.png")));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    public async Task Generate_EmbeddedModelWithPreviews_RepeatsItselfExactly(string roughSteps)
    {
        using CommandHarness harness = new();

        int[] exitCodes =
        [
            await harness.RunAsync("generate", "a boy is kicking a ball", "--out", "one", "--seed", "3", "--steps", "6", "--candidates", "2", "--preview-step", "3", "--rough-steps", roughSteps),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "two"),
        ];

        Assert.Equal([0, 0], exitCodes);
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png);
        Assert.Equal((3, roughSteps == "0" ? null : 2), (first.Settings.PreviewStep, first.Settings.RoughSteps));
        Assert.Empty(first.Warnings);
        Assert.Equal(File.ReadAllBytes(harness.Folder.At("one/image.png")), File.ReadAllBytes(harness.Folder.At("two/image.png")));
    }

    [Fact]
    public async Task Generate_SeveralInteractionsAndRounds_RepeatExactly()
    {
        using CommandHarness harness = new();

        int[] exitCodes =
        [
            await harness.RunAsync("generate", "there is a ball and a boy kicks it while a girl is holding a cup", "--out", "one", "--seed", "3", "--steps", "2", "--candidates", "2", "--rounds", "3"),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "two"),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "three", "--box", "20,300,160,420"),
        ];

        Assert.Equal([0, 0, 0], exitCodes);
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png), branch = RecordFile.Read(harness.Folder.At("three"), harness.Services.Png);
        Assert.Equal("a boy is kicking a ball and a girl is holding a cup", first.Prompt.Text);
        Assert.Equal(3, first.Rounds!.Items.Count);
        Assert.All(first.Rounds.Items, round => Assert.True(File.Exists(harness.Folder.At("one/" + round.Image))));
        Assert.Equal(File.ReadAllBytes(harness.Folder.At("one/image.png")), File.ReadAllBytes(harness.Folder.At("two/image.png")));
        Assert.Null(branch.Rounds);
        Assert.Equal((first.Rounds.Result().Seed, 1), (branch.Settings.Seed, branch.Settings.Rounds));
    }

    /// <summary>A change of rank 1 of the embedded UNet's last convolution, and a vector for its text encoder.</summary>
    private static void WriteFiles(CommandHarness harness, float value)
    {
        static Tensor Filled(float value, params long[] shape)
        {
            Tensor tensor = new(ElementType.Float32, new TensorShape(shape));
            tensor.AsSpan<float>().Fill(value);
            return tensor;
        }

        SafetensorsWriter.Write(harness.Folder.At("ink.safetensors"), [("unet.conv_out.lora_A.weight", Filled(value, 1, 48, 3, 3)), ("unet.conv_out.lora_B.weight", Filled(value > 0 ? 1 : 2, 4, 1, 1, 1))]);
        SafetensorsWriter.Write(harness.Folder.At("toy7.safetensors"), [("emb_params", Filled(0.1f, 1, 64))]);
    }

    private static async Task<string> WritePictureAsync(CommandHarness harness, RunRecord? record = null)
    {
        using OutputFolder output = OutputFolder.Open(harness.Folder.At("first"), OverwritePolicy.Refuse);
        await new ResultsWriter(new VipsPngCodec()).WriteAsync(Records.Outcome(record), output, CancellationToken.None);
        return harness.Folder.At("first/image.png");
    }
}
