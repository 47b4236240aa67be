using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Attention;

/// <summary>Each edit on probabilities given by hand: what it must change, and that its identity changes nothing.</summary>
public sealed class AttentionEditTests
{
    private const int Rows = 2;
    private const int Tokens = 3;

    /// <summary>Two rows, one head, four pixels.</summary>
    private static readonly float[] Cross = [.. Enumerable.Range(1, Rows * 4 * Tokens).Select(value => value / 100f)];

    [Fact]
    public void Swap_AlignedToken_TakesTheOtherRowsColumn()
    {
        float[] result = RunCross((g, _) => new CrossAttentionSwap(g, Rows, Tokens), new()
        {
            [CrossAttentionSwap.SourceRowsInput] = Tensor.From([0L, 0L], Rows),
            [CrossAttentionSwap.SourceTokensInput] = Tensor.From([0L, 2L, 0L], Tokens),
            [CrossAttentionSwap.WeightInput] = Tensor.From([0f, 0, 0, 0, 1, 0.5f], Rows, Tokens),
        });

        float[] expected = [.. Cross];
        for (int pixel = 0; pixel < 4; pixel++)
        {
            int other = pixel * Tokens, own = (4 + pixel) * Tokens;
            expected[own + 1] = Cross[other + 2];
            expected[own + 2] = (Cross[own + 2] + Cross[other]) / 2;
        }

        Assert.Equal(expected, result, Near);
    }

    [Fact]
    public void Swap_WeightZero_ChangesNothing()
    {
        float[] result = RunCross((g, _) => new CrossAttentionSwap(g, Rows, Tokens), new()
        {
            [CrossAttentionSwap.SourceRowsInput] = Tensor.From([1L, 0L], Rows),
            [CrossAttentionSwap.SourceTokensInput] = Tensor.From([2L, 2L, 2L], Tokens),
            [CrossAttentionSwap.WeightInput] = Tensor.From(new float[Rows * Tokens], Rows, Tokens),
        });

        Assert.Equal(Cross, result);
    }

    [Fact]
    public void Scale_FactorsByPixelAndToken_Multiply()
    {
        float[] factors = [.. Enumerable.Range(0, Rows * 4 * Tokens).Select(i => i % 5 / 4f)];

        float[] result = RunCross((g, _) => new CrossAttentionScale(g, Rows, Tokens), new() { [CrossAttentionScale.InputName(2, 2)] = Tensor.From(factors, Rows, 4, Tokens) });

        Assert.Equal([.. Cross.Zip(factors, (value, factor) => value * factor)], result, Near);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void SelfReplacement_WithinItsResolution_TakesTheOtherRowsMaps(int resolution, bool replaced)
    {
        GraphBuilder g = new("test");
        Value probabilities = g.Input("p", ElementType.Float32, Rows, 1, 4, 4);
        Value sources = g.Input("sources", ElementType.Int64, Rows);
        SelfAttentionReplacement edit = new(g, sources, Rows, resolution);
        Value result = edit.Apply(Call(g, isCross: false), probabilities);
        float[] given = [.. Enumerable.Range(0, Rows * 16).Select(value => (float)value)];
        GraphModule module = g.Build(KeyValuePair.Create("result", result));
        Dictionary<string, Tensor> inputs = new()
        {
            ["p"] = Tensor.From(given, Rows, 1, 4, 4), ["sources"] = Tensor.From([0L, 0L], Rows), [SelfAttentionReplacement.WeightInput] = Tensor.From([0f, 1f], Rows),
        };

        float[] values = Run(module, inputs);

        Assert.Equal(replaced ? [.. given[..16], .. given[..16]] : given, values);
    }

    [Fact]
    public void MeanCrossAttention_GridWithoutMaps_ListsTheGrids()
    {
        GraphBuilder g = new("test");
        AttentionController controller = new();
        controller.Attend(Call(g, isCross: true));

        GraphException exception = Assert.Throws<GraphException>(() => controller.MeanCrossAttention(16, 16));

        Assert.Contains("2x2", exception.Message, StringComparison.Ordinal);
    }

    private static bool Near(float left, float right) => Math.Abs(left - right) < 1e-6f;

    private static AttentionCall Call(GraphBuilder g, bool isCross)
    {
        Value query = g.Input(isCross ? "q" : "qs", ElementType.Float32, Rows, 1, 4, 2);
        int length = isCross ? Tokens : 4;
        Value key = g.Input(isCross ? "k" : "ks", ElementType.Float32, Rows, 1, 2, length);
        return new AttentionCall("block.attn", isCross, 2, 2, query, key, g.Input(isCross ? "v" : "vs", ElementType.Float32, Rows, 1, length, 2));
    }

    private static float[] RunCross(Func<GraphBuilder, Value, IAttentionEdit> make, Dictionary<string, Tensor> inputs)
    {
        GraphBuilder g = new("test");
        Value probabilities = g.Input("p", ElementType.Float32, Rows, 1, 4, Tokens);
        Value result = make(g, probabilities).Apply(Call(g, isCross: true), probabilities);
        inputs["p"] = Tensor.From(Cross, Rows, 1, 4, Tokens);
        return Run(g.Build(KeyValuePair.Create("result", result)), inputs);
    }

    private static float[] Run(GraphModule module, Dictionary<string, Tensor> inputs)
    {
        HashSet<string> read = [.. module.Inputs.Select(input => input.Name)];
        using ComputeRuntime runtime = new();
        using Session session = Session.Create(runtime, module);
        return session.Run(inputs.Where(input => read.Contains(input.Key)).ToDictionary())["result"].ToArray<float>();
    }
}
