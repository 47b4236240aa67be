using ReCorD.Diffusion.Schedulers;
using static ReCorD.Diffusion.Tests.Schedulers.ScalarRun;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class ShortenedPlanTests
{
    private const int From = 15;
    private const int End = 50;

    /// <summary>Standard deviation of the pictures of a world of one number each, drawn from a normal distribution: that of Stable Diffusion's latents.</summary>
    private const double Spread = 1;

    public static TheoryData<string> Words => [.. SchedulerFactory.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void Of_EveryScheduler_StandsAtFirstCallsOfItsSteps(string word)
    {
        ISamplingPlan whole = SchedulerFactory.Create(word, StableDiffusion).Plan(End);

        ShortenedPlan plan = ShortenedPlan.Of(whole, From, End, 10, PredictionType.Epsilon);

        Assert.Equal([15, 18, 22, 25, 29, 32, 36, 39, 43, 46], Enumerable.Range(0, 10).Select(plan.Start));
        Assert.Equal(End - From, Enumerable.Range(0, 10).Sum(plan.Stride));
        int[] calls = [.. Enumerable.Range(0, 10).Select(call => ShortenedPlan.FirstCall(whole, plan.Start(call)))];
        Assert.Equal(calls.Select(call => whole.Timesteps[call]), plan.Timesteps);
        AssertClose([.. calls.Select(whole.AlphaCumprod)], Enumerable.Range(0, 10).Select(plan.AlphaCumprod));
        Assert.All(calls, call => Assert.True(call == 0 || whole.StepOf(call - 1) < whole.StepOf(call)));
    }

    /// <summary>
    /// With normally distributed pictures the best network is known, e = sqrt(1 - a) x / (a s² + 1 - a), and so is where a sample leads to:
    /// x0 = x s / sqrt(a s² + 1 - a).
    /// </summary>
    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.Velocity)]
    [InlineData(PredictionType.Sample)]
    public void Step_NormalPictures_EndsNearTheClosedForm(PredictionType prediction)
    {
        DdimPlan whole = new DdimScheduler(StableDiffusion).Plan(End);
        double exact = Spread / Math.Sqrt(Variance(whole.AlphaCumprod(From)));

        double one = Error(1), five = Error(5), ten = Error(10), all = Error(End - From);

        Assert.True(five < one / 4, $"Five steps err by {five}, one by {one}.");
        Assert.True(ten < five / 2, $"Ten steps err by {ten}, five by {five}.");
        Assert.True(all < ten / 2, $"All steps err by {all}, ten by {ten}.");

        double Error(int steps) => Math.Abs(Run(ShortenedPlan.Of(whole, From, End, steps, prediction), prediction) - exact);
    }

    private static double Variance(double alpha) => (alpha * Spread * Spread) + 1 - alpha;

    private static double Run(ShortenedPlan plan, PredictionType prediction)
    {
        StepResult state = new([1], [1]);
        for (int call = 0; call < plan.Timesteps.Count; call++)
        {
            double alpha = plan.AlphaCumprod(call), x = state.PreviousSample[0];
            double epsilon = Math.Sqrt(1 - alpha) * x / Variance(alpha), clean = Math.Sqrt(alpha) * Spread * Spread * x / Variance(alpha);
            double output = prediction switch
            {
                PredictionType.Epsilon => epsilon,
                PredictionType.Velocity => (Math.Sqrt(alpha) * epsilon) - (Math.Sqrt(1 - alpha) * clean),
                _ => clean,
            };
            state = plan.Step([(float)output], call, state.PreviousSample, new StepContext(state.History));
        }

        return state.PredictedOriginal[0];
    }
}
