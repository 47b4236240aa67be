using ReCorD.Diffusion.Schedulers;
using static ReCorD.Diffusion.Tests.Schedulers.ScalarRun;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class PndmSchedulerTests
{
    /// <summary>What Stable Diffusion 1 is published with.</summary>
    private static readonly SchedulerConfig Multistep = StableDiffusion.With("skip_prk_steps", true);

    public static TheoryData<string, SchedulerConfig, double[], double> Runs => new()
    {
        { "epsilon", Multistep, [1.047811, 1.037225, 1.391284, 2.088692, 2.683526, 3.144335], 10.342481 },
        { "velocity", Multistep with { PredictionType = PredictionType.Velocity }, [0.975883, 0.974927, 0.981449, 1.031991, 1.050883, 1.023626], 0.766694 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Step_ScalarRunOf20Steps_EqualsDiffusers(string name, SchedulerConfig config, double[] first, double last)
    {
        Assert.NotEmpty(name);
        AssertRun(new PndmScheduler(config), 20, first, last);
    }

    /// <summary>The class default begins with Runge-Kutta steps (tests/schedulers/test_scheduler_pndm.py).</summary>
    [Theory]
    [InlineData(PredictionType.Epsilon, 198.1318)]
    [InlineData(PredictionType.Velocity, 67.3986)]
    public void Step_DiffusersUnitTestLoop_EqualsItsSum(PredictionType prediction, double expected)
        => Assert.Equal(expected, UnitTestLoop.Sum(new PndmScheduler(UnitTestLoop.Config(1000, prediction))), UnitTestLoop.SumTolerance);

    [Fact]
    public void Plan_Multistep_CallsTheSecondTimestepTwice()
    {
        ISamplingPlan plan = new PndmScheduler(Multistep).Plan(20);

        Assert.Equal(21, plan.Timesteps.Count);
        Assert.Equal([951, 901, 901, 851, 801], plan.Timesteps.Take(5));
        Assert.Equal([101, 51, 1], plan.Timesteps.TakeLast(3));
        Assert.Equal([0, 0, .. Enumerable.Range(1, 19)], Enumerable.Range(0, 21).Select(plan.StepOf));
    }

    [Fact]
    public void Plan_RungeKutta_MakesFourCallsInEachOfThreeSteps()
    {
        ISamplingPlan plan = new PndmScheduler(StableDiffusion).Plan(10);

        Assert.Equal([901, 851, 851, 801, 801, 751, 751, 701, 701, 651, 651, 601, 601, 501, 401, 301, 201, 101, 1], plan.Timesteps);
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9], Enumerable.Range(0, 19).Select(plan.StepOf));
    }

    [Fact]
    public void Step_SecondCall_GoesOnFromTheSampleOfTheFirst()
    {
        ISamplingPlan plan = new PndmScheduler(Multistep).Plan(20);
        StepResult first = plan.Step([0.5f], 0, [1f]);

        // The sample handed to the second call was but a trial.
        float retried = plan.Step([0.25f], 1, first.PreviousSample, new StepContext(first.History)).PreviousSample[0];
        float other = plan.Step([0.25f], 1, [99f], new StepContext(first.History)).PreviousSample[0];

        Assert.Equal(retried, other);
    }

    [Fact]
    public void Step_SameHistoryTwice_GivesTheSameTwice()
    {
        ISamplingPlan plan = new PndmScheduler(Multistep).Plan(20);
        StepHistory? history = plan.Step([0.5f], 0, [1f]).History;

        StepResult once = plan.Step([0.25f], 1, [2f], new StepContext(history)), again = plan.Step([0.25f], 1, [2f], new StepContext(history));

        Assert.Equal(once.PreviousSample, again.PreviousSample);
        Assert.Equal(plan.Step([1f], 2, once.PreviousSample, new StepContext(once.History)).PreviousSample, plan.Step([1f], 2, once.PreviousSample, new StepContext(again.History)).PreviousSample);
    }

    [Fact]
    public void Plan_OneStep_HasOneCall() => Assert.Equal([1.0], new PndmScheduler(Multistep).Plan(1).Timesteps);

    [Fact]
    public void Plan_FewStepsWithRungeKutta_SaysHowMany()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new PndmScheduler(StableDiffusion).Plan(3));

        Assert.Contains("4 to 999 steps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ZeroSnr_IsRefused()
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => new PndmScheduler(Velocity with { RescaleBetasZeroSnr = true }));

        Assert.Equal("rescale_betas_zero_snr", error.Field);
    }

    [Fact]
    public void Create_SamplePrediction_IsRefused()
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => new PndmScheduler(Multistep with { PredictionType = PredictionType.Sample }));

        Assert.Equal("prediction_type", error.Field);
    }
}
