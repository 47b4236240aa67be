using ReCorD.Compute;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Inspection;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

/// <summary>Checkpoints in one file are looked at as folders are: what they hold is shown, and every weight of them is read.</summary>
public sealed class SingleFileTrialTests(TinyModels models) : IClassFixture<TinyModels>
{
    [Theory]
    [InlineData("tiny-sd1")]
    [InlineData("tiny-sd2")]
    [InlineData("tiny-sdxl")]
    public void Summary_OfAFile_CountsWhatTheFolderCounts(string architecture)
    {
        string file = Write(architecture);

        ModelSummary found = ModelSummary.Read(file, Options(architecture)), folder = ModelSummary.Read(models.Folder(architecture));

        Assert.Null(found.Problem);
        Assert.Equal(folder.Components.Select(Counts), found.Components.Select(Counts));
        Assert.All(found.Components, component => Assert.Equal(4 * component.Parameters, component.Bytes));
        Assert.All(found.Components, component => Assert.Equal([file], component.Files));
    }

    [Fact]
    public void Trial_OfASoundFile_GoesThroughAllStages()
    {
        IReadOnlyList<TrialStage> stages = Try(Write("tiny-sdxl"), "tiny-sdxl");

        Assert.Equal(
            ["open", "weights of unet", "weights of vae", "weights of text_encoder", "weights of text_encoder_2", "text", "one step", "decoding", "scheduler"],
            stages.Select(stage => stage.Name));
        Assert.All(stages, stage => Assert.Null(stage.Problem));
    }

    /// <summary>A matrix of queries, keys and values in one tensor counts as three weights; the bad one may be the last.</summary>
    [Theory]
    [InlineData("unet", "model.diffusion_model.time_embed.2.weight")]
    [InlineData("vae", "first_stage_model.decoder.conv_in.weight")]
    [InlineData("text_encoder", "cond_stage_model.model.transformer.resblocks.0.attn.in_proj_weight")]
    public void Trial_WeightNotFinite_IsNamed(string component, string key)
    {
        string file = Write("tiny-sd2", tensors =>
        {
            float[] values = tensors[key].ToArray<float>();
            values[^1] = float.NaN;
            tensors[key] = Tensor.From<float>(values, tensors[key].Shape);
        });

        TrialStage stage = Assert.Single(Try(file, "tiny-sd2"), stage => stage.Problem is not null);

        Assert.Equal($"weights of {component}", stage.Name);
        Assert.Contains($"`{key}`", stage.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Trial_SchedulerThatIsNotBuilt_IsNamedWithTheOption()
    {
        string folder = models.Folder("tiny-sd1"), settings = Path.Combine(folder, "scheduler", "scheduler_config.json"), whole = File.ReadAllText(settings);
        IReadOnlyList<TrialStage> stages;
        try
        {
            File.WriteAllText(settings, whole.Replace("PNDMScheduler", "UniPCMultistepScheduler", StringComparison.Ordinal));
            stages = Try(folder, null);
        }
        finally
        {
            File.WriteAllText(settings, whole);
        }

        TrialStage stage = Assert.Single(stages, stage => stage.Problem is not null);
        Assert.Equal("scheduler", stage.Name);
        Assert.Contains("UniPCMultistepScheduler", stage.Problem, StringComparison.Ordinal);
        Assert.Contains("--scheduler", stage.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WeightOfAnotherType_IsRefusedAtOnce()
    {
        const string Key = "model.diffusion_model.out.2.bias";
        string file = Write("tiny-sd1", tensors => tensors[Key] = Tensor.From<byte>([1, 2, 3, 4], new TensorShape(4)));

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => ModelSources.Open(file, Options("tiny-sd1")));

        Assert.Equal(Key, error.Field);
        Assert.Contains("U8", error.Message, StringComparison.Ordinal);
    }

    private static (string Name, int Tensors, long Parameters) Counts(ComponentSummary component) => (component.Name, component.Tensors, component.Parameters);

    private ModelOptions Options(string architecture) => new() { ConfigFolder = models.Folder(architecture) };

    private List<TrialStage> Try(string path, string? config)
    {
        using ComputeRuntime runtime = new();
        return [.. new ModelTrial(runtime, new ExecutionSettings(), TimeProvider.System).Run(path, config is null ? new ModelOptions() : Options(config), default)];
    }

    private string Write(string architecture, Action<Dictionary<string, Tensor>>? change = null)
    {
        Dictionary<string, Tensor> tensors = CheckpointWriter.Convert(models.Folder(architecture));
        change?.Invoke(tensors);
        string path = models.At($"{Guid.NewGuid():N}.safetensors");
        CheckpointWriter.Write(path, tensors);
        return path;
    }
}
