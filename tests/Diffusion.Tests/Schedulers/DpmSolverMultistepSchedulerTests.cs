using ReCorD.Diffusion.Schedulers;
using static ReCorD.Diffusion.Tests.Schedulers.ScalarRun;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class DpmSolverMultistepSchedulerTests
{
    private static readonly SchedulerConfig Leading = StableDiffusion with { TimestepSpacing = TimestepSpacing.Leading };
    private static readonly SchedulerConfig Trailing = StableDiffusion with { TimestepSpacing = TimestepSpacing.Trailing };
    private static readonly SchedulerConfig Karras = StableDiffusion.With("use_karras_sigmas", true);
    private static readonly SchedulerConfig EndsAtLeast = StableDiffusion.With("final_sigmas_type", "sigma_min");

    public static TheoryData<string, SchedulerConfig, int, double[], double> Runs => new()
    {
        { "linspace, the class default", StableDiffusion, 20, [1.052660, 1.085645, 1.452845, 2.146360], 11.242784 },
        { "ten steps", StableDiffusion, 10, [1.116561, 1.218821, 1.916494, 3.190627], 8.111421 },
        { "end at the least noise", EndsAtLeast, 20, [], 10.729519 },
        { "the same in ten steps, of which the last is of first order", EndsAtLeast, 10, [], 8.092112 },
        { "the same with a last step of second order", EndsAtLeast.With("lower_order_final", false), 10, [], 8.971991 },
        { "the same, but told to end in first order", EndsAtLeast.With("lower_order_final", false).With("euler_at_final", true), 10, [], 8.092112 },
        { "velocity", Velocity, 20, [0.980268, 0.953447, 0.960703, 1.007668], 0.822362 },
        { "Karras", Karras, 20, [1.038209, 1.060856, 1.403406, 2.125851], 12.657315 },
        { "Karras, velocity", Karras with { PredictionType = PredictionType.Velocity }, 20, [], 1.022780 },
        { "leading", Leading, 20, [], 8.354079 },
        { "trailing", Trailing, 20, [], 11.251310 },
    };

    public static TheoryData<string, SchedulerConfig, double[], double[], double[]> Plans => new()
    {
        { "linspace", StableDiffusion, [999, 949, 899, 849], [100, 50], [14.614645, 10.904239, 8.302805, 0.343932, 0.225583] },
        { "Karras", Karras, [999, 962, 921, 876], [2, 0], [14.614645, 11.725371, 9.340211, 0.048482, 0.029168] },
        { "leading", Leading, [941, 894, 847, 800], [95, 48], [] },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Step_ScalarRun_EqualsDiffusers(string name, SchedulerConfig config, int steps, double[] first, double last)
    {
        Assert.NotEmpty(name);
        AssertRun(new DpmSolverMultistepScheduler(config), steps, first, last);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Plan_20Steps_HasTheTimestepsAndLevelsOfDiffusers(string name, SchedulerConfig config, double[] first, double[] last, double[] sigmas)
    {
        ISamplingPlan plan = new DpmSolverMultistepScheduler(config).Plan(20);

        Assert.NotEmpty(name);
        Assert.Equal(20, plan.Timesteps.Count);
        Assert.Equal(first, plan.Timesteps.Take(first.Length));
        Assert.Equal(last, plan.Timesteps.TakeLast(last.Length));
        AssertClose(sigmas, new[] { 0, 1, 2, 18, 19 }.Select(plan.Sigma));
    }

    /// <summary>diffusers compares means of magnitudes here.</summary>
    [Theory]
    [InlineData(PredictionType.Epsilon, false, 0.3301)]
    [InlineData(PredictionType.Velocity, false, 0.2251)]
    [InlineData(PredictionType.Velocity, true, 0.2096)]
    public void Step_DiffusersUnitTestLoop_EqualsItsMean(PredictionType prediction, bool karras, double expected)
    {
        SchedulerConfig config = UnitTestLoop.Config(1000, prediction).With("lower_order_final", false).With("final_sigmas_type", "sigma_min").With("use_karras_sigmas", karras);

        Assert.Equal(expected, UnitTestLoop.Mean(new DpmSolverMultistepScheduler(config)), UnitTestLoop.MeanTolerance);
    }

    [Fact]
    public void Plan_KarrasInManySteps_HasOneCallForEachThoughTimestepsRepeat()
    {
        ISamplingPlan plan = new DpmSolverMultistepScheduler(Karras).Plan(100);

        Assert.Equal(100, plan.Timesteps.Count);
        Assert.True(plan.Timesteps.Distinct().Count() < 100, "Rounded timesteps near 0 were expected to repeat.");
        Assert.Equal(100, Run(new DpmSolverMultistepScheduler(Karras), 100).Length);
    }

    [Fact]
    public void Step_HeunWithACleanSampleLinearInLambda_IsExact()
    {
        // The exact step (equation 9 of the paper) is x' = s'/s x + s' times the integral of e^l x0(l) dl; with x0(l) = l the integral is (l - 1) e^l.
        ISamplingPlan plan = new DpmSolverMultistepScheduler((StableDiffusion with { PredictionType = PredictionType.Sample }).With("solver_type", "heun")).Plan(20);
        double Lambda(int step) => -Math.Log(plan.Sigma(step));
        double Spread(int step) => Math.Sqrt(1 - plan.AlphaCumprod(step));
        double Integral(int step) => (Lambda(step) - 1) * Math.Exp(Lambda(step));
        StepHistory? history = plan.Step([(float)Lambda(7)], 7, [0.5f], new StepContext(plan.Step([(float)Lambda(6)], 0, [1f]).History)).History;

        float next = plan.Step([(float)Lambda(8)], 8, [0.5f], new StepContext(history)).PreviousSample[0];

        AssertClose([(Spread(9) / Spread(8) * 0.5) + (Spread(9) * (Integral(9) - Integral(8)))], [next]);
    }

    [Fact]
    public void Step_OrderOne_ForgetsTheStepBefore()
    {
        ISamplingPlan plan = new DpmSolverMultistepScheduler(StableDiffusion.With("solver_order", 1)).Plan(20);

        // First order is DDIM without fresh noise, between the same levels.
        double alpha = plan.AlphaCumprod(5), next = plan.AlphaCumprod(6), clean = (0.5 - (Math.Sqrt(1 - alpha) * 0.25)) / Math.Sqrt(alpha);
        AssertClose([(Math.Sqrt(next) * clean) + (Math.Sqrt(1 - next) * 0.25)], [plan.Step([0.25f], 5, [0.5f]).PreviousSample[0]]);
    }

    [Theory]
    [InlineData("algorithm_type", "sde-dpmsolver++", "dpmsolver++")]
    [InlineData("algorithm_type", "dpmsolver", "dpmsolver++")]
    [InlineData("solver_order", 3, "1 and 2")]
    [InlineData("solver_type", "rk4", "midpoint, heun")]
    [InlineData("use_lu_lambdas", true, "not supported")]
    [InlineData("use_exponential_sigmas", true, "not supported")]
    [InlineData("use_beta_sigmas", true, "not supported")]
    [InlineData("use_flow_sigmas", true, "not supported")]
    [InlineData("lambda_min_clipped", -5.1, "-Infinity")]
    [InlineData("variance_type", "learned_range", "not supported")]
    [InlineData("final_sigmas_type", "one", "zero, sigma_min")]
    public void Create_FieldNotSupported_NamesIt(string field, object value, string part)
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => new DpmSolverMultistepScheduler(StableDiffusion.With(field, value)));

        Assert.Contains($"`{field}`", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_HistoryOfAnotherScheduler_IsRefused()
    {
        ISamplingPlan plan = new DpmSolverMultistepScheduler(StableDiffusion).Plan(20);

        Assert.Contains("Call 1", Assert.Throws<ArgumentException>(() => plan.Step([1f], 1, [1f])).Message, StringComparison.Ordinal);
    }
}
