using System.Globalization;
using System.Text.Json;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class DdimSchedulerTests
{
    /// <summary>Relative to the largest magnitude: a few units in the last place of float32.</summary>
    private const double FloatPrecision = 3e-7;

    private static readonly SchedulerConfig StableDiffusion = ScalarRun.StableDiffusion;

    public static TheoryData<string, SchedulerConfig, double[]> ScalarRuns => new()
    {
        { "epsilon", StableDiffusion, [1.047811, 1.084751, 1.328084, 1.821661, 8.169913] },
        { "velocity", StableDiffusion with { PredictionType = PredictionType.Velocity }, [0.975883, 0.944521, 0.938148, 0.971915, 0.987190] },
        { "sample", StableDiffusion with { PredictionType = PredictionType.Sample }, [1.020864, 1.047176, 1.045621, 0.999755, 0.338609] },
        { "alpha to one", StableDiffusion with { SetAlphaToOne = true, StepsOffset = 0 }, [8.115625] },
        { "linspace", StableDiffusion with { TimestepSpacing = TimestepSpacing.Linspace }, [9.295304] },
        { "trailing", StableDiffusion with { TimestepSpacing = TimestepSpacing.Trailing }, [10.346199] },
        {
            "zero terminal SNR",
            StableDiffusion with { PredictionType = PredictionType.Velocity, TimestepSpacing = TimestepSpacing.Trailing, RescaleBetasZeroSnr = true },
            [0.978868, 0.950825, 0.814853]
        },
    };

    /// <summary>Closed form in float64 (Golden/ddim.json): the first six of 50 steps, eta 0.</summary>
    [Fact]
    public void Step_GoldenRun_EqualsClosedFormToFloatPrecision()
    {
        JsonElement golden = TestFiles.Golden("ddim.json");
        DdimPlan plan = new DdimScheduler(SchedulerConfig.Load(TestFiles.SchedulerConfig)).Plan(50);
        float[] sample = Floats(golden.GetProperty("samples")[0]);

        for (int step = 0; step < golden.GetProperty("eps").GetArrayLength(); step++)
        {
            sample = plan.Step(Floats(golden.GetProperty("eps")[step]), step, sample).PreviousSample;

            double[] expected = [.. golden.GetProperty("samples")[step + 1].EnumerateArray().Select(static value => value.GetDouble())];
            double largest = expected.Max(Math.Abs);
            for (int index = 0; index < expected.Length; index++)
            {
                Assert.InRange(sample[index], expected[index] - (FloatPrecision * largest), expected[index] + (FloatPrecision * largest));
            }
        }
    }

    [Fact]
    public void Plan_GoldenRun_HasItsTimestepsAndAlphas()
    {
        JsonElement golden = TestFiles.Golden("ddim.json");
        DdimScheduler scheduler = new(SchedulerConfig.Load(TestFiles.SchedulerConfig));

        Assert.Equal(golden.GetProperty("timesteps").EnumerateArray().Select(static value => value.GetDouble()), scheduler.Plan(50).Timesteps);
        foreach (JsonProperty alpha in golden.GetProperty("alphas_cumprod").EnumerateObject())
        {
            double expected = alpha.Value.GetDouble();
            Assert.Equal(expected, scheduler.Noise.Alpha(int.Parse(alpha.Name, CultureInfo.InvariantCulture)), expected * NoiseScheduleTests.Float32Betas);
        }
    }

    [Theory]
    [MemberData(nameof(ScalarRuns))]
    public void Step_ScalarRunOf20Steps_EqualsDiffusers(string name, SchedulerConfig config, double[] firstAndLast)
    {
        double[] samples = ScalarRun.Run(new DdimScheduler(config), 20);

        Assert.NotEmpty(name);
        double[] actual = [.. samples.Take(firstAndLast.Length - 1), samples[^1]];
        for (int index = 0; index < actual.Length; index++)
        {
            Assert.Equal(firstAndLast[index], actual[index], firstAndLast[index] * ScalarRun.Tolerance);
        }
    }

    [Fact]
    public void Step_WithFreshNoise_EqualsDiffusers()
        => ScalarRun.AssertRun(new DdimScheduler(StableDiffusion) { Eta = 1 }, 20, [1.196137, 0.813602, 0.360792, 0.393482], 4.430945);

    /// <summary>diffusers tests/schedulers/test_scheduler_ddim.py: sum of magnitudes after 10 steps of the model x t / (t + 1).</summary>
    [Theory]
    [InlineData(PredictionType.Epsilon, 0.0001, null, 172.0067)]
    [InlineData(PredictionType.Velocity, 0.0001, null, 52.5302)]
    [InlineData(PredictionType.Epsilon, 0.01, true, 149.8295)]
    [InlineData(PredictionType.Epsilon, 0.01, false, 149.0784)]
    public void Step_DiffusersUnitTestLoop_EqualsItsSum(PredictionType prediction, double betaStart, bool? setAlphaToOne, double expected)
    {
        SchedulerConfig config = UnitTestLoop.Config(1000, prediction) with { BetaStart = betaStart, SetAlphaToOne = setAlphaToOne };

        Assert.Equal(expected, UnitTestLoop.Sum(new DdimScheduler(config)), UnitTestLoop.SumTolerance);
    }

    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.Velocity)]
    [InlineData(PredictionType.Sample)]
    public void Step_PerfectModel_FindsTheCleanSample(PredictionType prediction)
    {
        // A network that knows x0 and the noise: every step predicts x0, and the sample stays sqrt(a) x0 + sqrt(1 - a) noise.
        DdimPlan plan = new DdimScheduler(StableDiffusion with { PredictionType = prediction }).Plan(25);
        const double clean = 0.75, noise = -1.25;
        for (int step = 0; step < 25; step++)
        {
            double signal = Math.Sqrt(plan.AlphaCumprod(step)), spread = Math.Sqrt(1 - plan.AlphaCumprod(step));
            double output = prediction switch
            {
                PredictionType.Epsilon => noise,
                PredictionType.Velocity => (signal * noise) - (spread * clean),
                _ => clean,
            };

            StepResult result = plan.Step([(float)output], step, [(float)((signal * clean) + (spread * noise))]);

            Assert.Equal(clean, result.PredictedOriginal[0], 1e-5);
            double next = plan.PreviousAlphaCumprod(step);
            Assert.Equal((Math.Sqrt(next) * clean) + (Math.Sqrt(1 - next) * noise), result.PreviousSample[0], 1e-5);
        }
    }

    [Fact]
    public void Step_ClipSample_CutsTheCleanSampleOnly()
    {
        DdimPlan plan = new DdimScheduler(StableDiffusion with { PredictionType = PredictionType.Sample, ClipSample = true, ClipSampleRange = 0.5 }).Plan(20);

        StepResult result = plan.Step([3f, -3f, 0.25f], 0, [1f, 1f, 1f]);

        Assert.Equal([0.5f, -0.5f, 0.25f], result.PredictedOriginal);
    }

    [Fact]
    public void Step_SameInputTwice_IsBitEqualAndLeavesInputsAlone()
    {
        DdimPlan plan = new DdimScheduler(StableDiffusion).Plan(20);
        float[] sample = [0.1f, -2f, 3f], output = [1f, 0.5f, -0.25f];

        float[] first = plan.Step(output, 3, sample).PreviousSample;
        float[] second = plan.Step(output, 3, sample).PreviousSample;

        Assert.Equal(first, second);
        Assert.Equal([0.1f, -2f, 3f], sample);
    }

    [Fact]
    public void ScaleModelInput_AnyStep_Copies()
    {
        float[] scaled = new float[2];

        new DdimScheduler(StableDiffusion).Plan(20).ScaleModelInput(5, [1.5f, -2f], scaled);

        Assert.Equal([1.5f, -2f], scaled);
    }

    [Fact]
    public void Step_LengthsDiffer_SaysBoth()
    {
        DdimPlan plan = new DdimScheduler(StableDiffusion).Plan(20);

        ArgumentException error = Assert.Throws<ArgumentException>(() => plan.Step([1f], 0, [1f, 2f]));

        Assert.Contains("1 values but the sample 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(1000)]
    [InlineData(1001)]
    public void Plan_StepsOutsideTheModelsRange_SaysTheRange(int steps)
    {
        // With steps_offset 1 a thousand steps would ask for timestep 1000 of 0 to 999.
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new DdimScheduler(StableDiffusion).Plan(steps));

        Assert.Contains("1 to 999 steps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_EveryStepCountAndSpacing_StaysWithinTheTraining()
    {
        foreach (TimestepSpacing spacing in Enum.GetValues<TimestepSpacing>())
        {
            DdimScheduler scheduler = new(StableDiffusion with { TimestepSpacing = spacing });
            int most = scheduler.MaximumSteps;
            for (int steps = 1; steps <= most; steps += steps < 130 ? 1 : 23)
            {
                DdimPlan plan = scheduler.Plan(steps);

                Assert.Equal(steps, plan.Timesteps.Count);
                Assert.InRange(plan.Timesteps.Min(), 0, 999);
                Assert.InRange(plan.Timesteps.Max(), 0, 999);
                Assert.Equal(plan.Timesteps.OrderDescending(), plan.Timesteps);
            }
        }
    }

    [Fact]
    public void Plan_NoisePredictionFromPureNoise_SaysWhy()
    {
        DdimScheduler scheduler = new(StableDiffusion with { RescaleBetasZeroSnr = true, TimestepSpacing = TimestepSpacing.Trailing });

        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => scheduler.Plan(20));

        Assert.Equal("prediction_type", error.Field);
    }

    private static float[] Floats(JsonElement values) => [.. values.EnumerateArray().Select(static value => value.GetSingle())];
}
