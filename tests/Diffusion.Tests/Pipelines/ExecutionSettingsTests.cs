using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Tests.Methods;

namespace ReCorD.Diffusion.Tests.Pipelines;

/// <summary>The embedded model under other settings than usual: the picture must stay the same picture.</summary>
public sealed class ExecutionSettingsTests(MiniHoiFixture fixture) : IClassFixture<MiniHoiFixture>
{
    /// <summary>Mean difference of a colour, of 255. Other seeds differ by 20 and more.</summary>
    private const double SamePicture = 3;

    private static readonly Box Target = new(0.55, 0.5, 0.9, 0.85);

    [Theory]
    [InlineData("stable-diffusion", false)]
    [InlineData("record", false)]
    [InlineData("record", true)]
    public void Generate_HalfPrecision_GivesThePicture(string method, bool correct)
    {
        GenerationRequest request = MiniHoiFixture.Request() with { TargetBox = correct ? Target : null };

        GenerationResult half = Generate(method, new ExecutionSettings { Precision = NetworkPrecision.Half }, request);

        Assert.InRange(Difference(fixture.Method(method).Generate(request, null, default).Image, half.Image), 1e-9, SamePicture);
    }

    /// <summary>Normalisation sees a tile where it saw a picture, so colours move; this autoencoder, which knows whole pictures only, moves them more than those of photographs do.</summary>
    [Fact]
    public void Decode_InTiles_GivesThePicture()
    {
        IGenerationMethod whole = fixture.Method("stable-diffusion");
        RgbImage expected = whole.Generate(MiniHoiFixture.Request(), null, default).Image, other = whole.Generate(MiniHoiFixture.Request(seed: 2), null, default).Image;

        RgbImage tiled = Generate("stable-diffusion", new ExecutionSettings { AutoencoderTile = 48 }, MiniHoiFixture.Request()).Image;

        Assert.InRange(Difference(expected, tiled), 1e-9, Difference(expected, other) / 2);
    }

    /// <summary>As in diffusers: a picture of the size that the autoencoder was trained on is one tile.</summary>
    [Fact]
    public void Decode_TilesOfTheTrainedSize_ChangeNothing()
    {
        GenerationResult tiled = Generate("stable-diffusion", new ExecutionSettings { AutoencoderTile = ExecutionSettings.TrainedSize }, MiniHoiFixture.Request());

        Assert.Equal(fixture.Method("stable-diffusion").Generate(MiniHoiFixture.Request(), null, default).Image.Pixels, tiled.Image.Pixels);
    }

    [Fact]
    public void Load_TilesOfHalfACell_SaysWhatIsPossible()
    {
        using ComputeRuntime runtime = new();

        GenerationException error = Assert.Throws<GenerationException>(
            () => DiffusionPipeline.Load(runtime, TestFiles.MiniHoi, new ExecutionSettings { AutoencoderTile = 10 }));

        Assert.Contains("--vae-tiling 10", error.Message, StringComparison.Ordinal);
        Assert.Contains("multiple of 16", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_SmallAttentionBlocks_GivesThePicture()
    {
        GenerationRequest request = MiniHoiFixture.Request() with { TargetBox = Target };

        GenerationResult sliced = Generate("record", new ExecutionSettings { AttentionBlocks = new AttentionBlocks(1, 1 << 14) }, request);

        Assert.InRange(Difference(fixture.Method("record").Generate(request, null, default).Image, sliced.Image), 0, 0.1);
    }

    /// <summary>What a step leaves bound must not reach into the next: the second step of one run equals the only step of another.</summary>
    [Fact]
    public void DenoisingRun_EditsTakenBack_AreGone()
    {
        DiffusionPipeline pipeline = fixture.Pipeline;
        int side = pipeline.LatentSize;
        DenoisingNetwork network = pipeline.Denoiser(new DenoisingShape(2, side, side, pipeline.Tokens, side, side, SelfResolution: side), default);
        using TextConditioning text = pipeline.EncodeText([pipeline.Tokenizer.Encode("a boy"), pipeline.Tokenizer.Encode("a ball")], default);
        using Tensor sample = Tensor.From([.. Enumerable.Range(0, 2 * 4 * side * side).Select(i => MathF.Sin(i))], 2, 4, side, side);
        AttentionEdits edits = new(2, pipeline.Tokens);
        edits.SourceRows[1] = 0;
        edits.SelfWeight[1] = 1;
        Array.Fill(edits.SwapWeight, 0.5f);
        edits.Scale[(side, side)] = [.. Enumerable.Repeat(0.3f, 2 * side * side * pipeline.Tokens)];
        using DenoisingRun fresh = network.Start(text), used = network.Start(text);

        float[] edited = used.Step(sample, 700, edits, default).Prediction, plain = used.Step(sample, 300, null, default).Prediction;

        Assert.Equal(fresh.Step(sample, 300, null, default).Prediction, plain);
        Assert.NotEqual(edited, used.Step(sample, 700, null, default).Prediction);
    }

    private static GenerationResult Generate(string method, ExecutionSettings settings, GenerationRequest request)
    {
        using ComputeRuntime runtime = new();
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, TestFiles.MiniHoi, settings);
        return GenerationMethods.Create(method, pipeline, RecordProfiles.Default).Generate(request, null, default);
    }

    private static double Difference(RgbImage expected, RgbImage actual) => expected.Pixels.Zip(actual.Pixels, (left, right) => (double)Math.Abs(left - right)).Average();
}
