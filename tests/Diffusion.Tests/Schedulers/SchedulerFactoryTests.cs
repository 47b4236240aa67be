using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class SchedulerFactoryTests
{
    [Fact]
    public void Create_EmbeddedModel_IsDdim()
    {
        IScheduler scheduler = SchedulerFactory.Create(SchedulerConfig.Load(TestFiles.SchedulerConfig));

        Assert.IsType<DdimScheduler>(scheduler);
        Assert.Equal("DDIMScheduler", scheduler.Name);
    }

    [Fact]
    public void Create_OtherClassChosen_TakesTheModelsSettings()
    {
        SchedulerConfig config = ScalarRun.StableDiffusion with { ClassName = "PNDMScheduler" };

        Assert.IsType<DdimScheduler>(SchedulerFactory.Create(DdimScheduler.DiffusersName, config));
    }

    [Fact]
    public void Create_UnknownClass_ListsTheKnown()
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => SchedulerFactory.Create(new SchedulerConfig { ClassName = "HeunScheduler" }));

        Assert.Contains("\"HeunScheduler\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("DDIMScheduler", error.Message, StringComparison.Ordinal);
    }
}
