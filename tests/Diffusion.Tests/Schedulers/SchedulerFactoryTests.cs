using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class SchedulerFactoryTests
{
    public static TheoryData<string> Words => [.. SchedulerFactory.Words];

    [Fact]
    public void Create_EmbeddedModel_IsDdim()
    {
        IScheduler scheduler = SchedulerFactory.Create(SchedulerConfig.Load(TestFiles.SchedulerConfig));

        Assert.IsType<DdimScheduler>(scheduler);
        Assert.Equal("DDIMScheduler", scheduler.Name);
    }

    [Theory]
    [InlineData("ddim", typeof(DdimScheduler), "DDIMScheduler", "DDIM")]
    [InlineData("euler", typeof(EulerScheduler), "EulerDiscreteScheduler", "Euler")]
    [InlineData("euler-ancestral", typeof(EulerAncestralScheduler), "EulerAncestralDiscreteScheduler", "Euler a")]
    [InlineData("dpm++2m", typeof(DpmSolverMultistepScheduler), "DPMSolverMultistepScheduler", "DPM++ 2M")]
    [InlineData("dpm++2m-karras", typeof(DpmSolverMultistepScheduler), "DPMSolverMultistepScheduler", "DPM++ 2M Karras")]
    [InlineData("pndm", typeof(PndmScheduler), "PNDMScheduler", "PLMS")]
    public void Create_WordOrClass_MakesTheSameKind(string word, Type type, string name, string title)
    {
        IScheduler scheduler = SchedulerFactory.Create(word, ScalarRun.StableDiffusion);

        Assert.IsType(type, scheduler);
        Assert.Equal(name, scheduler.Name);
        Assert.IsType(type, SchedulerFactory.Create(ScalarRun.StableDiffusion with { ClassName = name }));
        Assert.Equal(title, SchedulerFactory.TitleOf(word));
        Assert.Contains(word, SchedulerFactory.Words);
        Assert.Contains(name, SchedulerFactory.Names);
    }

    [Fact]
    public void Create_OtherClassChosen_TakesTheModelsSettings()
    {
        SchedulerConfig config = ScalarRun.StableDiffusion with { ClassName = "PNDMScheduler" };

        Assert.Same(config, SchedulerFactory.Create(DdimScheduler.DiffusersName, config).Config);
    }

    /// <summary>The file of Stable Diffusion 1 says nothing of spacing: DDIM's default is leading, Euler's linspace, whatever class the file names.</summary>
    [Fact]
    public void Create_FieldAbsent_IsTheChosenClasssDefault()
    {
        SchedulerConfig config = (ScalarRun.StableDiffusion with { ClassName = "PNDMScheduler" }).With("skip_prk_steps", true);

        Assert.Equal((951, 999, 951), (First("ddim"), First("euler"), First("pndm")));

        double First(string word) => SchedulerFactory.Create(word, config).Plan(20).Timesteps[0];
    }

    [Fact]
    public void Create_WordThatDecidesAField_OverrulesTheFile()
    {
        SchedulerConfig karras = ScalarRun.StableDiffusion.With("use_karras_sigmas", true);

        Assert.Equal(949, Second("dpm++2m"));
        Assert.Equal(962, Second("dpm++2m-karras"));
        Assert.Equal(962, Second("DPMSolverMultistepScheduler"));

        double Second(string choice) => SchedulerFactory.Create(choice, karras).Plan(20).Timesteps[1];
    }

    [Theory]
    [InlineData("ddim", false, "ddim")]
    [InlineData("DDIMScheduler", false, "ddim")]
    [InlineData("DPMSolverMultistepScheduler", false, "dpm++2m")]
    [InlineData("DPMSolverMultistepScheduler", true, "dpm++2m-karras")]
    [InlineData("dpm++2m", true, "dpm++2m")]
    public void WordOf_ChoiceOnAModel_IsTheWordThatRepeatsIt(string choice, bool karras, string expected)
        => Assert.Equal(expected, SchedulerFactory.WordOf(choice, ScalarRun.StableDiffusion.With("use_karras_sigmas", karras)));

    [Theory]
    [MemberData(nameof(Words))]
    public void Plan_EveryStepCountAndSpacing_StaysWithinTheTraining(string word)
    {
        foreach (TimestepSpacing spacing in Enum.GetValues<TimestepSpacing>())
        {
            IScheduler scheduler = SchedulerFactory.Create(word, ScalarRun.StableDiffusion with { TimestepSpacing = spacing });
            for (int steps = scheduler.MinimumSteps; steps <= scheduler.MaximumSteps; steps += steps < 130 ? 1 : 23)
            {
                ISamplingPlan plan = scheduler.Plan(steps);

                Assert.InRange(plan.Timesteps.Min(), 0, 999);
                Assert.InRange(plan.Timesteps.Max(), 0, 999);
                Assert.Equal(plan.Timesteps.OrderDescending(), plan.Timesteps);
                Assert.Equal(steps - 1, plan.StepOf(plan.Timesteps.Count - 1));
                Assert.InRange(plan.AlphaCumprod(0), 0, plan.AlphaCumprod(plan.Timesteps.Count - 1));
            }
        }
    }

    [Fact]
    public void Create_UnknownClass_ListsTheKnown()
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => SchedulerFactory.Create(new SchedulerConfig { ClassName = "HeunScheduler" }));

        Assert.Contains("\"HeunScheduler\"", error.Message, StringComparison.Ordinal);
        Assert.All(SchedulerFactory.Names.Concat(SchedulerFactory.Words), known => Assert.Contains(known, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Create_SettingNotSupported_IsTheSchedulersOwnError()
        => Assert.Equal("solver_order", Assert.Throws<SchedulerConfigException>(() => SchedulerFactory.Create("dpm++2m", ScalarRun.StableDiffusion.With("solver_order", 3))).Field);
}
