using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;
using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>LoRA files and embeddings of a run.</summary>
public sealed class GenerateModelFilesTests
{
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

    /// <summary>A repeat may be asked for in another folder: files that are there are recorded by full paths, and older records with short ones still rest on the same ground.</summary>
    [Fact]
    public async Task Generate_ModelFilesThatAreThere_AreRecordedByFullPaths()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);
        File.WriteAllText(harness.Folder.At("ink.safetensors"), "");
        File.WriteAllText(harness.Folder.At("toy.safetensors"), "");
        Directory.CreateDirectory(harness.Folder.At("configs"));
        Directory.CreateDirectory(harness.Folder.At("poses"));

        await harness.RunAsync("generate", "x", "--out", "one", "--lora", "ink.safetensors:0.5", "--embedding", "toy.safetensors", "--config", "configs", "--pose", "poses");
        Assert.Equal([new LoraChoice(harness.Folder.At("ink.safetensors"), 0.5)], runner.Plan!.Lora);
        Assert.Equal([new EmbeddingChoice(harness.Folder.At("toy.safetensors"))], runner.Plan.Embeddings);
        Assert.Equal(harness.Folder.At("configs"), runner.Plan.ModelConfig);
        Assert.Equal(harness.Folder.At("poses"), runner.Plan.Pose);

        RunRecord record = Records.Corrected();
        File.WriteAllText(harness.Folder.At("run.json"), RunRecordJson.Write(
            record with { Settings = record.Settings with { ModelConfig = "configs", Pose = "poses", Lora = [new LoraRecord("ink.safetensors", 0.5, "abc")] } }, JsonLayout.Indented));
        await harness.RunAsync("generate", "--from", "run.json", "--out", "two");
        Assert.Equal(harness.Folder.At("configs"), runner.Plan.ModelConfig);
        Assert.NotNull(runner.Plan.Decisions);
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
        Assert.Contains($"The weights in '{harness.Folder.At("ink.safetensors")}' are not those that it was made with", harness.Output.ToString(), StringComparison.Ordinal);
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
}
