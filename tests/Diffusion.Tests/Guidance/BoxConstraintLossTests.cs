using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Guidance;

namespace ReCorD.Diffusion.Tests.Guidance;

/// <summary>The values themselves are compared with the official function in the golden network tests; here are its edges.</summary>
public sealed class BoxConstraintLossTests
{
    private const int Side = 8;
    private const int Tokens = 6;

    [Fact]
    public void Loss_AttentionFillsTheBox_IsLowerThanOutsideIt()
    {
        Box box = Box.FromPixels(64, 64, 256, 256);

        double inside = Evaluate(box, Map(1, 1, 4, 4)), outside = Evaluate(box, Map(4, 4, 7, 7));

        Assert.True(outside > inside + 1, $"Loss {outside} with the object outside, {inside} inside.");
    }

    [Theory]
    [InlineData(100, 100, 110, 110)]
    [InlineData(250, 250, 262, 262)]
    [InlineData(500, 500, 512, 512)]
    public void Prepare_BoxSmallerThanACell_GuidesAtLeastOneCellAndWarns(int left, int top, int right, int bottom)
    {
        GuidanceInputs inputs = new BoxConstraintLoss().Prepare(Layout(Box.FromPixels(left, top, right, bottom)));

        Assert.Contains("too small", Assert.Single(inputs.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, inputs.Values["loss/mask"].ToArray<float>().Sum());
        Assert.Equal(1, inputs.Values["loss/inner_ranks"].ToArray<float>().Sum());
    }

    [Fact]
    public void Prepare_WholePicture_HasNothingOutside()
    {
        GuidanceInputs inputs = new BoxConstraintLoss().Prepare(Layout(Box.WholePicture));

        Assert.Empty(inputs.Warnings);
        Assert.Equal(0, inputs.Values["loss/outer_ranks"].ToArray<float>().Sum());
    }

    [Fact]
    public void Prepare_SeveralTokens_ShareTheWeight()
    {
        GuidanceInputs inputs = new BoxConstraintLoss().Prepare(Layout(Box.WholePicture, 2, 3));

        // Positions count from the token after BOS.
        Assert.Equal([0, 0.5f, 0.5f, 0], inputs.Values["loss/token_weight"].ToArray<float>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Tokens - 1)]
    public void Prepare_TokenThatIsNotGuided_IsRefused(int token)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new BoxConstraintLoss().Prepare(Layout(Box.WholePicture, token)));

    [Theory]
    [InlineData(96, 160, 352, 416, 3, 5, 11, 13)]
    [InlineData(0, 0, 512, 512, 0, 0, 16, 16)]
    [InlineData(16, 48, 80, 112, 0, 2, 2, 4)]
    public void CellBox_ReferenceBoxes_RoundHalfToEven(int left, int top, int right, int bottom, int x1, int y1, int x2, int y2)
        => Assert.Equal(new CellBox(x1, y1, x2, y2), CellBox.From(Box.FromPixels(left, top, right, bottom), 16, 16));

    private static GuidanceLayout Layout(Box box, params int[] tokens) => new(box, tokens.Length == 0 ? [2] : tokens, Side, Side, Tokens);

    /// <summary>Probabilities of token 2 high in a block of cells; the rest goes to the first token after BOS.</summary>
    private static float[] Map(int left, int top, int right, int bottom)
    {
        float[] map = new float[Side * Side * Tokens];
        for (int cell = 0; cell < Side * Side; cell++)
        {
            bool inside = cell % Side >= left && cell % Side < right && cell / Side >= top && cell / Side < bottom;
            map[(cell * Tokens) + 2] = inside ? 0.2f : 0;
            map[(cell * Tokens) + 1] = inside ? 0 : 0.2f;
        }

        return map;
    }

    private static double Evaluate(Box box, float[] map)
    {
        GraphBuilder g = new("loss");
        BoxConstraintLoss loss = new();
        Value maps = g.Input("maps", ElementType.Float32, 1, Side * Side, Tokens);
        GuidanceTerms terms = loss.Build(new GuidanceGraph(g, maps, Side, Side));
        using ComputeRuntime runtime = new();
        using Session session = Session.Create(runtime, g.Build(KeyValuePair.Create("loss", terms.Loss)));
        Dictionary<string, Tensor> inputs = new(loss.Prepare(Layout(box)).Values) { ["maps"] = Tensor.From(map, 1, Side * Side, Tokens) };
        return session.Run(inputs)["loss"].ToArray<float>()[0];
    }
}
