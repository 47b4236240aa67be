using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Scheduler settings that published folders lack or have wrong, taken as the pipelines of diffusers take them.</summary>
public sealed class FolderSchedulerTests(TinyModels models) : IClassFixture<TinyModels>
{
    /// <summary>As in folders of 2022, without <c>clip_sample</c> and <c>steps_offset</c>.</summary>
    private const string Old = """
        {"_class_name": "PNDMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000, "skip_prk_steps": true}
        """;

    /// <summary>As classes write it that know no cut, and an explicit default of DDIM's class.</summary>
    private const string Explicit = """
        {"_class_name": "DDIMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": true, "steps_offset": 0}
        """;

    /// <summary>Expected: <c>StableDiffusionPipeline.__init__</c> sets steps_offset 1 and clip_sample false; that of XL leaves the offset.</summary>
    [Theory]
    [InlineData("tiny-sd1", Old, 951)]
    [InlineData("tiny-sd1", Explicit, 951)]
    [InlineData("tiny-sd2", Old, 951)]
    [InlineData("tiny-sdxl", Old, 950)]
    [InlineData("tiny-sdxl", Explicit, 950)]
    public void Open_SettingsForPixels_AreTakenForLatents(string architecture, string settings, int first)
    {
        using IModelSource model = Open(architecture, settings);

        ISamplingPlan plan = SchedulerFactory.Create("ddim", model.Scheduler).Plan(20);
        float[] latent = [3f], clean = plan.Step([0f], 10, latent).PredictedOriginal;

        Assert.Equal(first, plan.Timesteps[0]);
        Assert.Equal(3 / Math.Sqrt(plan.AlphaCumprod(10)), clean[0], 1e-5);
    }

    [Fact]
    public void Open_OneTrainingStep_KeepsTheOffsetInRange()
    {
        using IModelSource model = Open("tiny-sd1", """{"_class_name": "DDIMScheduler", "num_train_timesteps": 1, "beta_start": 0.5, "beta_end": 0.5}""");

        Assert.Equal(0, model.Scheduler.StepsOffset);
        Assert.Equal([0.0], SchedulerFactory.Create(model.Scheduler).Plan(1).Timesteps);
    }

    private IModelSource Open(string architecture, string settings)
    {
        string folder = models.Folder(architecture), copy = models.At($"{Guid.NewGuid():N}");
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(Path.Combine(copy, "scheduler", "scheduler_config.json"), settings);
        return ModelSources.Open(copy);
    }
}
