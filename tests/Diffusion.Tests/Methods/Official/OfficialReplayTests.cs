using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Methods.Official;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Methods.Official;

/// <summary>
/// Whole runs of 50 steps on random attention: what the compiled edits make of it is what the controller makes of it, in every attention of every
/// call. The network is a list of attentions in a UNet's order; queries are logarithms of the probabilities and keys and values are unit
/// matrices, so that the network gives the probabilities themselves.
/// </summary>
public sealed class OfficialReplayTests
{
    private const int Steps = 50;
    private const int Tokens = 9;
    private const int Object = 6;

    /// <summary>Single precision through a logarithm, a softmax and up to eight factors.</summary>
    private const float Tolerance = 2e-6f;

    private static readonly OfficialPrompt Prompt = new(TokenAlignment.Align([100, 1, 2, 3, 101], [100, 1, 2, 3, 1, 7, 8, 101], Tokens), 8, Object);

    private static readonly Layer[] Network =
    [
        new("down_blocks.0.attn1", 8, 2, IsCross: false), new("down_blocks.0.attn2", 8, 2, IsCross: true),
        new("down_blocks.1.attn1", 4, 3, IsCross: false), new("down_blocks.1.attn2", 4, 3, IsCross: true),
        new("mid_block.attn1", 2, 1, IsCross: false), new("mid_block.attn2", 2, 1, IsCross: true),
        new("up_blocks.0.attn1", 4, 3, IsCross: false), new("up_blocks.0.attn2", 4, 3, IsCross: true),
        new("up_blocks.1.attn1", 8, 2, IsCross: false), new("up_blocks.1.attn2", 8, 2, IsCross: true), new("up_blocks.1.attn3", 8, 3, IsCross: true),
    ];

    [Theory]
    [InlineData("official-sd", true)]
    [InlineData("official-sd", false)]
    [InlineData("official-sdxl", true)]
    [InlineData("official-sdxl", false)]
    public void Edits_RandomAttentionForFiftySteps_EqualTheController(string name, bool hasBox)
    {
        bool isSdxl = name == OfficialRelease.Sdxl.Name;
        OfficialRelease release = (isSdxl ? OfficialRelease.Sdxl : OfficialRelease.Sd) with { MaskResolution = 8, SelfResolution = isSdxl ? 8 : 4 };
        OfficialClock clock = OfficialClock.For(release, Steps, hasBox);
        OfficialController controller = new(release, clock, Prompt, Network.Length);
        OfficialEdits edits = new(release, clock, Prompt);
        using ComputeRuntime runtime = new();
        using Graph gradient = new(runtime, 1, release), edited = new(runtime, 4, release);
        Random random = new(7);
        for (int step = 0; step < Steps; step++)
        {
            ScalarMap? objectMap = null;
            if (clock.EditedCall(step) > controller.CurrentCall)
            {
                float[][] seen = Probabilities(random, 1);
                Check(step, Replay(controller, seen, 1), seen);
                objectMap = gradient.ObjectMap(seen);
            }

            float[][] given = Probabilities(random, 4);
            AttentionEdits inputs = edits.At(step, objectMap, edited.Grids);
            Check(step, Replay(controller, given, 4), edited.Run(given, inputs));
        }

        Assert.Equal(clock.EditedCall(Steps - 1) + 1, controller.CurrentCall);
    }

    private static float[][] Replay(OfficialController controller, float[][] probabilities, int rows)
        => [.. Network.Zip(probabilities, (layer, values) => controller.Attend(values, new AttentionArray(rows * layer.Heads, layer.Side, layer.Side, layer.Columns, layer.IsCross, layer.Part)))];

    /// <summary>Rows of random numbers that sum to 1, none of them near 0.</summary>
    private static float[][] Probabilities(Random random, int rows)
        => [.. Network.Select(layer => Enumerable.Range(0, rows * layer.Heads * layer.Pixels).SelectMany(_ => Distribution(random, layer.Columns)).ToArray())];

    private static IEnumerable<float> Distribution(Random random, int count)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(_ => 0.05 + random.NextDouble())];
        double sum = values.Sum();
        return values.Select(value => (float)(value / sum));
    }

    private static void Check(int step, float[][] expected, float[][] actual)
    {
        foreach ((Layer layer, float[] left, float[] right) in Network.Zip(expected, actual))
        {
            float largest = left.Zip(right, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(largest < Tolerance, $"Step {step}, {layer.Module}: the controller and the edits differ by {largest}.");
        }
    }

    private sealed record Layer(string Module, int Side, int Heads, bool IsCross)
    {
        public int Pixels => Side * Side;

        public int Columns => IsCross ? Tokens : Pixels;

        public UNetPart Part => Module.StartsWith("up", StringComparison.Ordinal) ? UNetPart.Up : Module.StartsWith("down", StringComparison.Ordinal) ? UNetPart.Down : UNetPart.Middle;
    }

    /// <summary>The list of attentions compiled with the program's own controller and edits.</summary>
    private sealed class Graph : IDisposable
    {
        private readonly Session session;
        private readonly int rows;
        private readonly int side;
        private readonly HashSet<string> inputs;

        public Graph(ComputeRuntime runtime, int rows, OfficialRelease release)
        {
            this.rows = rows;
            side = release.MaskResolution;
            GraphBuilder g = new("attentions");
            CrossAttentionSwap swap = new(g, rows, Tokens);
            CrossAttentionScale scale = new(g, rows, Tokens);
            AttentionController controller = new(swap, new SelfAttentionReplacement(g, swap.SourceRows, rows, release.SelfResolution), scale);
            List<KeyValuePair<string, Value>> outputs = [.. Network.Select(layer => KeyValuePair.Create(layer.Module, Attend(g, controller, layer)))];
            outputs.Add(KeyValuePair.Create("mean", controller.MeanCrossAttention(side, side, MapSelection.SecondHalf)));
            Grids = scale.Grids;
            GraphModule module = g.Build(outputs);
            inputs = [.. module.Inputs.Select(input => input.Name)];
            session = Session.Create(runtime, module);
        }

        public IReadOnlyCollection<(int Height, int Width)> Grids { get; }

        public float[][] Run(float[][] probabilities, AttentionEdits edits)
        {
            IReadOnlyDictionary<string, Tensor> outputs = Outputs(probabilities, edits);
            return [.. Network.Select(layer => outputs[layer.Module].ToArray<float>())];
        }

        public ScalarMap ObjectMap(float[][] probabilities)
            => AttentionAverage.Of(Outputs(probabilities, new AttentionEdits(rows, Tokens))["mean"].ToArray<float>(), side, side, Tokens, new TokenSpan(Object, 1));

        public void Dispose() => session.Dispose();

        private static float[] Unit(int size) => [.. Enumerable.Range(0, size * size).Select(i => i / size == i % size ? 1f : 0)];

        private Value Attend(GraphBuilder g, AttentionController controller, Layer layer)
        {
            Value unit = g.Constant<float>(Unit(layer.Columns), 1, 1, layer.Columns, layer.Columns);
            Value query = g.Input($"log/{layer.Module}", ElementType.Float32, rows, layer.Heads, layer.Pixels, layer.Columns);
            return controller.Attend(new AttentionCall(layer.Module, layer.IsCross, layer.Side, layer.Side, query, unit, unit));
        }

        private IReadOnlyDictionary<string, Tensor> Outputs(float[][] probabilities, AttentionEdits edits)
        {
            Dictionary<string, Tensor> given = new()
            {
                [CrossAttentionSwap.SourceRowsInput] = Tensor.From(edits.SourceRows, rows), [CrossAttentionSwap.SourceTokensInput] = Tensor.From(edits.SwapTokens, Tokens),
                [CrossAttentionSwap.WeightInput] = Tensor.From(edits.SwapWeight, rows, Tokens), [SelfAttentionReplacement.WeightInput] = Tensor.From(edits.SelfWeight, rows),
            };
            foreach ((int height, int width) in Grids)
            {
                float[] factors = edits.Scale.GetValueOrDefault((height, width)) ?? [.. Enumerable.Repeat(1f, rows * height * width * Tokens)];
                given[CrossAttentionScale.InputName(height, width)] = Tensor.From(factors, rows, height * width, Tokens);
            }

            foreach ((Layer layer, float[] values) in Network.Zip(probabilities))
            {
                given[$"log/{layer.Module}"] = Tensor.From(Array.ConvertAll(values, MathF.Log), rows, layer.Heads, layer.Pixels, layer.Columns);
            }

            return session.Run(given.Where(input => inputs.Contains(input.Key)).ToDictionary());
        }
    }
}
