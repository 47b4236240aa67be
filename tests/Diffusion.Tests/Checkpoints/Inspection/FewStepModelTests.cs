using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Checkpoints.Inspection;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Checkpoints.Inspection;

public sealed class FewStepModelTests(TinyModels models) : IClassFixture<TinyModels>
{
    private static readonly SchedulerConfig Ordinary = new() { ClassName = "EulerDiscreteScheduler", TimestepSpacing = TimestepSpacing.Leading };

    [Theory]
    [InlineData("EulerAncestralDiscreteScheduler")]
    [InlineData("EulerDiscreteScheduler")]
    public void Hint_TrailingEuler_IsTurbo(string scheduler)
    {
        string? hint = FewStepModel.Hint("model", new SchedulerConfig { ClassName = scheduler, TimestepSpacing = TimestepSpacing.Trailing });

        Assert.Contains($"By {scheduler} with trailing timesteps", hint, StringComparison.Ordinal);
        Assert.Contains("guidance scale from 1 to 2", hint, StringComparison.Ordinal);
        Assert.Contains("If it was not, leave the scale", hint, StringComparison.Ordinal);
        Assert.DoesNotContain("If it was not", FewStepModel.Hint("sdxl-turbo", new SchedulerConfig { ClassName = scheduler, TimestepSpacing = TimestepSpacing.Trailing }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LCMScheduler")]
    [InlineData("TCDScheduler")]
    public void Hint_SchedulerOfSuchModels_IsTold(string scheduler)
    {
        string? hint = FewStepModel.Hint("model", new SchedulerConfig { ClassName = scheduler });

        Assert.Contains($"By {scheduler} ", hint, StringComparison.Ordinal);
        Assert.DoesNotContain("If it was not", hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stabilityai/sd-turbo", "turbo")]
    [InlineData("sd_xl_turbo_1.0_fp16", "turbo")]
    [InlineData("DreamShaperXL_Turbo_v2", "Turbo")]
    [InlineData("sdxl_lightning_4step", "lightning")]
    [InlineData("dreamshaperXL_lightningDPMSDE", "lightning")]
    [InlineData("dreamshaper-8-lcm", "lcm")]
    [InlineData("DreamShaperXLTurbo", "Turbo")]
    [InlineData("SDXLTurbo", "Turbo")]
    [InlineData("SDXL-TURBO", "TURBO")]
    [InlineData("realisticLCMv2", "LCM")]
    [InlineData("LCM_Dreamshaper_v7", "LCM")]
    [InlineData("LCMDreamshaper", "LCM")]
    [InlineData("xl_turbov2", "turbo")]
    [InlineData("models/sdxl-turbo/", "turbo")]
    [InlineData("models\\sdxl-turbo", "turbo")]
    public void Hint_Name_IsTold(string name, string word)
        => Assert.Contains($"By '{word}' in the name '{name}'", FewStepModel.Hint(name, Ordinary), StringComparison.Ordinal);

    [Theory]
    [InlineData("stable-diffusion-xl-base-1.0")]
    [InlineData("turbocharged-cars")]
    [InlineData("Turbocharged-cars")]
    [InlineData("TURBOCHARGED")]
    [InlineData("velcmesh")]
    [InlineData("XLCMESH")]
    [InlineData("turbo/stable-diffusion-v1-5")]
    [InlineData("/models/lightning lcm/stable-diffusion-v1-5/")]
    [InlineData("")]
    [InlineData("mini-hoi")]
    public void Hint_OrdinaryName_IsNone(string name) => Assert.Null(FewStepModel.Hint(name, Ordinary));

    /// <summary>Models of zero terminal signal have trailing timesteps as well, and want guidance.</summary>
    [Theory]
    [InlineData("EulerDiscreteScheduler", PredictionType.Velocity, false)]
    [InlineData("EulerDiscreteScheduler", PredictionType.Epsilon, true)]
    [InlineData("DDIMScheduler", PredictionType.Epsilon, false)]
    [InlineData("DPMSolverMultistepScheduler", PredictionType.Epsilon, false)]
    public void Hint_OtherModelWithTrailingTimesteps_IsNone(string scheduler, PredictionType prediction, bool rescale)
        => Assert.Null(FewStepModel.Hint("model", new SchedulerConfig { ClassName = scheduler, PredictionType = prediction, RescaleBetasZeroSnr = rescale, TimestepSpacing = TimestepSpacing.Trailing }));

    [Fact]
    public void Hint_PublishedArchitectures_IsNone()
    {
        foreach (string architecture in new[] { "tiny-sd1", "tiny-sd2", "tiny-sdxl" })
        {
            Assert.Contains(architecture, ModelArchitecture.All.Keys);
            using IModelSource model = ModelSources.Open(models.Folder(architecture));
            Assert.Null(FewStepModel.Hint(model.Name, model.Scheduler));
        }
    }
}
