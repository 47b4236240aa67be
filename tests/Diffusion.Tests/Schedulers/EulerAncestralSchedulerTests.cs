using ReCorD.Diffusion.Noise;
using ReCorD.Diffusion.Schedulers;
using static ReCorD.Diffusion.Tests.Schedulers.ScalarRun;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class EulerAncestralSchedulerTests
{
    private static readonly SchedulerConfig Leading = StableDiffusion with { TimestepSpacing = TimestepSpacing.Leading };

    public static TheoryData<string, SchedulerConfig, double[], double> Runs => new()
    {
        { "linspace, the class default", StableDiffusion, [12.901753, 6.438823, 2.034959, 1.879167], 5.243573 },
        { "velocity", Velocity, [], 0.080675 },
        { "leading", Leading, [10.107437], 4.405600 },
        { "leading, velocity", Leading with { PredictionType = PredictionType.Velocity }, [], 0.092662 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Step_ScalarRunOf20Steps_EqualsDiffusers(string name, SchedulerConfig config, double[] first, double last)
    {
        Assert.NotEmpty(name);
        AssertRun(new EulerAncestralScheduler(config), 20, first, last);
    }

    /// <summary>The amounts of a first step: up of fresh noise, down to a level below the next. A sample and a prediction of 0 leave the noise alone.</summary>
    [Theory]
    [InlineData(TimestepSpacing.Linspace, 7.283030, 7.902673)]
    [InlineData(TimestepSpacing.Leading, 5.445147, 6.383886)]
    public void Step_First_SplitsTheNextLevelIntoOldAndFreshNoise(TimestepSpacing spacing, double up, double down)
    {
        ISamplingPlan plan = new EulerAncestralScheduler(StableDiffusion with { TimestepSpacing = spacing }).Plan(20);
        float fresh = ((INoiseSource)new TorchGenerator(3)).Normal(1)[0];

        AssertClose([up * fresh], [plan.Step([0f], 0, [0f], new StepContext(Noise: new TorchGenerator(3))).PreviousSample[0]]);
        AssertClose([(up * fresh) + down], [plan.Step([1f], 0, [(float)plan.Sigma(0)], new StepContext(Noise: new TorchGenerator(3))).PreviousSample[0]]);
    }

    [Theory]
    [InlineData(PredictionType.Epsilon, 152.3192)]
    [InlineData(PredictionType.Velocity, 108.4439)]
    public void Step_DiffusersUnitTestLoop_EqualsItsSum(PredictionType prediction, double expected)
        => Assert.Equal(expected, UnitTestLoop.Sum(new EulerAncestralScheduler(UnitTestLoop.Config(1100, prediction))), UnitTestLoop.SumTolerance);

    [Fact]
    public void Step_Last_DrawsNoiseThoughItAddsNone()
    {
        // Seeds agree with diffusers only if the stream is as far along after the run.
        ISamplingPlan plan = new EulerAncestralScheduler(StableDiffusion).Plan(20);
        Counting noise = new();

        float sample = plan.Step([1f], 19, [(float)plan.Sigma(19)], new StepContext(Noise: noise)).PreviousSample[0];

        Assert.Equal((1, 0), (noise.Drawn, MathF.Round(sample, 6)));
    }

    [Fact]
    public void Step_WithoutNoiseSource_SaysSo()
    {
        ISamplingPlan plan = new EulerAncestralScheduler(StableDiffusion).Plan(20);

        ArgumentException error = Assert.Throws<ArgumentException>(() => plan.Step([1f], 0, [1f]));

        Assert.Contains("source of noise", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SamplePrediction_IsRefused()
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => new EulerAncestralScheduler(StableDiffusion with { PredictionType = PredictionType.Sample }));

        Assert.Equal("prediction_type", error.Field);
    }

    private sealed class Counting : INoiseSource
    {
        public int Drawn { get; private set; }

        public void Fill(Span<float> destination)
        {
            Drawn += destination.Length;
            destination.Fill(1);
        }
    }
}
