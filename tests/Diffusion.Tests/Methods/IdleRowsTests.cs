using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Pipelines;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>Once y takes nothing more from y', the rows of y' are left out: the same picture for less.</summary>
public sealed class IdleRowsTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Generate_WithAndWithoutIdleRows_GivesTheSamePicture(bool corrects)
    {
        using ComputeRuntime runtime = new();
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, TestFiles.MiniHoi, new ExecutionSettings { LeaveOutIdleRows = false });
        GenerationRequest request = Request(steps: 10) with { TargetBox = corrects ? Target : null };

        GenerationResult all = GenerationMethods.Create("record", pipeline, RecordProfiles.Default).Generate(request, null, default);
        GenerationResult saved = model.Method("record").Generate(request, null, default);

        // Batches of two rows may sum in another order than batches of four: a grey level may round the other way.
        int largest = all.Image.Pixels.Zip(saved.Image.Pixels, (left, right) => Math.Abs(left - right)).Max();
        Assert.True(largest <= 1, $"Pictures differ by {largest} of 255.");
        Assert.Equal((40, 26), (all.UNetRows, saved.UNetRows));
        Assert.All(all.Attention["ball"].Values.Zip(saved.Attention["ball"].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    /// <summary>Borrowing or guiding, whichever ends later, keeps all rows; the paper borrows to the end, and the official code never drops a row.</summary>
    [Theory]
    [InlineData("default", 0.5, 0.3, 30)]
    [InlineData("default", 0.2, 0.8, 36)]
    [InlineData("paper", 1, 0.3, 40)]
    [InlineData("official-sd", 0.3, 0.3, 40)]
    public void Generate_Rows_FollowTheProfile(string name, double swapShare, double guidedShare, int rows)
    {
        RecordProfile profile = RecordProfiles.Get(name) with { SwapShare = swapShare, GuidedShare = guidedShare };

        Assert.Equal(rows, model.Method("record", profile).Generate(Request(steps: 10) with { TargetBox = Target }, null, default).UNetRows);
    }
}
