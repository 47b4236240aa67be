using ReCorD.Diffusion.Schedulers;
using static ReCorD.Diffusion.Tests.Schedulers.ScalarRun;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class EulerSchedulerTests
{
    private static readonly SchedulerConfig Leading = StableDiffusion with { TimestepSpacing = TimestepSpacing.Leading };
    private static readonly SchedulerConfig Trailing = StableDiffusion with { TimestepSpacing = TimestepSpacing.Trailing };
    private static readonly SchedulerConfig Karras = StableDiffusion.With("use_karras_sigmas", true);

    public static TheoryData<string, SchedulerConfig, double[], double> Runs => new()
    {
        { "linspace, the class default", StableDiffusion, [11.360007, 8.936444, 8.671620, 9.692764], 10.270568 },
        { "velocity", Velocity, [10.542696, 7.725915, 5.926442, 4.832815], 0.968913 },
        { "leading (Stable Diffusion XL)", Leading, [8.854076, 7.140699, 6.947087, 7.717312], 8.146760 },
        { "leading, velocity", Leading with { PredictionType = PredictionType.Velocity }, [8.246277, 6.217589], 0.959801 },
        { "Karras", Karras, [], 11.513689 },
        { "Karras, leading", Karras with { TimestepSpacing = TimestepSpacing.Leading }, [], 8.881047 },
        { "trailing", Trailing, [], 10.289803 },
    };

    public static TheoryData<string, SchedulerConfig, double[], double[], double[], double> Plans => new()
    {
        { "linspace", StableDiffusion, [999, 946.421082, 893.842102], [52.578949, 0], [14.614645, 10.746849, 8.081535, 0.232168, 0.029168], 14.614645 },
        { "leading", Leading, [951, 901, 851], [51, 1], [11.028335, 8.390687, 6.506400, 0.228147, 0.041314], 11.073580 },
        { "Karras", Karras, [999, 961.732788, 921.042053], [1.782949, 0], [14.614645, 11.725371, 9.340211, 0.048482, 0.029168], 14.614645 },
        { "trailing", Trailing, [999, 949, 899], [99, 49], [14.614645, 10.904239, 8.302805], 14.614645 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Step_ScalarRunOf20Steps_EqualsDiffusers(string name, SchedulerConfig config, double[] first, double last)
    {
        Assert.NotEmpty(name);
        AssertRun(new EulerScheduler(config), 20, first, last);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Plan_20Steps_HasTheTimestepsLevelsAndStartOfDiffusers(string name, SchedulerConfig config, double[] first, double[] last, double[] sigmas, double start)
    {
        ISamplingPlan plan = new EulerScheduler(config).Plan(20);

        Assert.NotEmpty(name);
        Assert.Equal(20, plan.Timesteps.Count);
        AssertClose(first, plan.Timesteps);
        AssertClose(last, plan.Timesteps.TakeLast(last.Length));
        AssertClose(sigmas[..3], [plan.Sigma(0), plan.Sigma(1), plan.Sigma(2)]);
        AssertClose(sigmas[3..], [plan.Sigma(18), plan.Sigma(19)]);
        AssertClose([start], [plan.InitNoiseSigma]);
    }

    /// <summary>The last level of a trailing run, 0.223004, stands before the appended 0.</summary>
    [Fact]
    public void Plan_Trailing_EndsWhereDiffusersDoes() => AssertClose([0.223004], [new EulerScheduler(Trailing).Plan(20).Sigma(19)]);

    [Fact]
    public void Step_Churn_AddsNoiseUpToTheRaisedLevel()
        => AssertRun(new EulerScheduler(StableDiffusion) { Churn = new EulerChurn { Amount = 10 } }, 20, [14.162418], null);

    [Fact]
    public void Step_DiffusersUnitTestLoop_EqualsItsSum()
        => Assert.Equal(10.0807, UnitTestLoop.Sum(new EulerScheduler(UnitTestLoop.Config(1100))), UnitTestLoop.SumTolerance);

    [Fact]
    public void Step_DiffusersUnitTestLoopWithKarrasLevels_EqualsItsSum()
        => Assert.Equal(124.5230, UnitTestLoop.Sum(new EulerScheduler(UnitTestLoop.Config(1100).With("use_karras_sigmas", true))), UnitTestLoop.SumTolerance);

    [Fact]
    public void Plan_ZeroSnr_StartsAtSigma4096()
        => AssertClose([4095.9998, 2254.2368], Levels(Velocity with { RescaleBetasZeroSnr = true, TimestepSpacing = TimestepSpacing.Linspace }, 1000, 0, 1));

    [Fact]
    public void Plan_LogLinear_GoesEvenlyInLogarithmsToTheLeastNoise()
    {
        EulerScheduler scheduler = new(StableDiffusion.With("interpolation_type", "log_linear"));

        // 14.614645 to 0.029168 in four equal ratios; the run ends at the last of five levels, so a perfect model leaves that much noise.
        double ratio = Math.Pow(0.029168 / 14.614645, 1 / 4.0);
        AssertClose([14.614645, 14.614645 * ratio, 14.614645 * ratio * ratio], Levels(scheduler.Config, 4, 0, 1, 2));
        ISamplingPlan plan = scheduler.Plan(4);
        Assert.Equal(0.029168, plan.Step([1f], 3, [(float)plan.Sigma(3)]).PreviousSample[0], 1e-6);
    }

    [Fact]
    public void Plan_FinalSigmaMin_LeavesTheLeastNoise()
    {
        ISamplingPlan plan = new EulerScheduler(Leading.With("final_sigmas_type", "sigma_min")).Plan(20);

        Assert.Equal(0.029168, plan.Step([1f], 19, [(float)plan.Sigma(19)]).PreviousSample[0], 1e-6);
    }

    [Fact]
    public void Plan_ContinuousVelocity_TellsTheNetworkTheLogarithmOfSigma()
    {
        ISamplingPlan plan = new EulerScheduler(Velocity.With("timestep_type", "continuous")).Plan(20);

        AssertClose([0.25 * Math.Log(14.614645), 0.25 * Math.Log(10.746849)], plan.Timesteps);
    }

    [Fact]
    public void Plan_KarrasEndsGiven_TakesThem()
        => AssertClose([10, 0.1], Levels(Karras.With("sigma_max", 10.0).With("sigma_min", 0.1), 7, 0, 6));

    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.Velocity)]
    [InlineData(PredictionType.Sample)]
    public void Step_PerfectModel_EndsAtTheCleanSample(PredictionType prediction)
    {
        // x0 + sigma * noise is a straight line in sigma, which Euler's method follows exactly.
        const double clean = 0.25, noise = -1.5;
        ISamplingPlan plan = new EulerScheduler(StableDiffusion with { PredictionType = prediction }).Plan(20);
        float[] sample = [(float)(clean + (noise * plan.Sigma(0)))];
        for (int step = 0; step < 20; step++)
        {
            double signal = Math.Sqrt(plan.AlphaCumprod(step)), spread = Math.Sqrt(1 - plan.AlphaCumprod(step));
            double output = prediction switch
            {
                PredictionType.Epsilon => noise,
                PredictionType.Velocity => (signal * noise) - (spread * clean),
                _ => clean,
            };
            sample = plan.Step([(float)output], step, sample).PreviousSample;
        }

        Assert.Equal(clean, sample[0], 1e-5);
    }

    [Theory]
    [InlineData("use_exponential_sigmas", true, "not supported")]
    [InlineData("use_beta_sigmas", true, "not supported")]
    [InlineData("interpolation_type", "cubic", "linear, log_linear")]
    [InlineData("timestep_type", "whole", "discrete, continuous")]
    [InlineData("final_sigmas_type", "one", "zero, sigma_min")]
    public void Create_FieldNotSupported_NamesIt(string field, object value, string part)
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => new EulerScheduler(StableDiffusion.With(field, value)));

        Assert.Contains($"`{field}`", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static double[] Levels(SchedulerConfig config, int steps, params int[] calls)
    {
        ISamplingPlan plan = new EulerScheduler(config).Plan(steps);
        return [.. calls.Select(plan.Sigma)];
    }
}
