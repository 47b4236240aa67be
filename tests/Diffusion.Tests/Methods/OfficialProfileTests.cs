using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Tokenization;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>What the official profiles do otherwise than ours, beside the controller: noise, the object's token, small boxes, the object's map.</summary>
public sealed class OfficialProfileTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    private static readonly ClipTokenizer Tokenizer = ClipTokenizer.Load(TestFiles.TokenizerFolder);

    [Fact]
    public void Start_SecondDraw_IsTheSecondOfTwoLatentsDrawnAtOnce()
    {
        DenoisingLoop first = new(model.Pipeline, Request(seed: 42), "ddim"), second = new(model.Pipeline, Request(seed: 42), "ddim", noiseDraw: 1);
        float[] pair = ((Diffusion.Noise.INoiseSource)new Diffusion.Noise.TorchGenerator(42)).Normal(2 * first.LatentLength);

        Assert.Equal(pair[..first.LatentLength], first.Start().PreviousSample);
        Assert.Equal(pair[first.LatentLength..], second.Start().PreviousSample);
    }

    [Theory]
    [InlineData("a boy is kicking a ball", 6, 1)]
    [InlineData("a man is swinging a tennis racket", 7, 1)]
    public void Object_LastWordByCount_IsOneTokenAtTheNumberOfWords(string text, int start, int count)
        => Assert.Equal(new TokenSpan(start, count), PromptTokens.Object(Tokenizer.Encode(text), InteractionPromptParser.Parse(text), ObjectTokens.LastWordByCount));

    [Fact]
    public void Object_LastWordByCountBeyondTheTokens_IsNull()
    {
        string text = "a boy is kicking a ball " + string.Join(' ', Enumerable.Repeat("now", Tokenizer.MaxLength));

        Assert.Null(PromptTokens.Object(Tokenizer.Encode(text), InteractionPromptParser.Parse(text), ObjectTokens.LastWordByCount));
    }

    /// <summary>Two cells of 256 at P = 0.2: less than one cell, and the official code's mean of nothing counts as 0.</summary>
    [Fact]
    public void Record_BoxOfFewCells_LosesTheInnerTermOfItsLoss()
    {
        GenerationRequest request = Request() with { TargetBox = Box.FromPixels(64, 64, 128, 96) };

        GenerationResult official = model.Method("record", RecordProfiles.OfficialSd).Generate(request, null, default);

        Assert.Contains("As in the official code", Assert.Single(official.Warnings), StringComparison.Ordinal);
        GuidanceStep first = official.Guidance[0];
        Assert.Equal(0, first.Terms["inner_mean_topk"]);
        Assert.Equal(first.Terms["outer_mean_topk"] + first.Terms["corner_x"] + first.Terms["corner_y"], first.Loss, 1e-6);
    }

    [Fact]
    public void CellBox_BetweenCellsAndNotWidened_HasNone()
        => Assert.Equal(0, CellBox.From(Box.FromPixels(100, 100, 110, 110), 8, 8, atLeastOneCell: false).Count);

    /// <summary>The map is that of one step: a run that stops one step after it, and so reads the step before, shows another.</summary>
    [Fact]
    public void Record_Attention_IsThatOfTheLastStepButOne()
    {
        RecordProfile reading = RecordProfiles.Default with { AttentionReading = AttentionReading.LastButOneStep };
        GenerationRequest request = Request(steps: 6);

        ScalarMap Ball(RecordProfile profile, int? stop) => model.Method("record", profile).Generate(request with { StopAfter = stop }, null, default).Attention["ball"];
        ScalarMap second = Ball(reading, 3), whole = Ball(reading, 4);

        Assert.NotEqual(second.Values, whole.Values);
        // One step read by both rules, but for the rows that are averaged.
        Assert.NotEqual(Ball(RecordProfiles.Default, 1).Values, Ball(reading, 1).Values);
        Assert.Equal(Ball(reading, 1).Values, Ball(reading, 2).Values);
    }

    [Fact]
    public void Scheduler_OfficialProfiles_IsDdimWhateverTheModelNames()
        => Assert.All(new[] { RecordProfiles.OfficialSd, RecordProfiles.OfficialSdxl }, profile => Assert.Equal("ddim", profile.Scheduler));

    [Fact]
    public void ChangeThreshold_OfficialProfiles_LeavesNoBoxAlone()
        => Assert.All(new[] { RecordProfiles.OfficialSd, RecordProfiles.OfficialSdxl }, profile => Assert.False(1 > profile.ChangeThreshold));
}
