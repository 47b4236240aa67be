using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Guidance;

/// <summary>
/// The box loss of ReCorD, Eq. 4 (after BoxDiff, ICCV 2023): attention of the object's tokens high inside the box, low outside, and reaching its
/// edges. Maps are prepared as in the official code: tokens without BOS and the last, times 100, softmax over tokens, 3x3 Gaussian.
/// </summary>
public sealed record BoxConstraintLoss : IGuidanceLoss
{
    /// <summary>The official code ignores the inner term of boxes with fewer cells than this at P = 0.2; we take at least one cell and warn.</summary>
    public const int SmallBoxCells = 5;

    private const float Sharpness = 100;
    private readonly double topShare;
    private readonly int cornerBand;
    private readonly SmallBoxes smallBoxes;

    /// <param name="topShare">P: the share of cells inside (and outside) whose attention is averaged, in (0, 1]. Default 0.2.</param>
    /// <param name="cornerBand">L: cells on each side of a box edge that the corner terms read. Default 1.</param>
    /// <param name="smallBoxes">What is done with boxes of too few cells for P.</param>
    public BoxConstraintLoss(double topShare = 0.2, int cornerBand = 1, SmallBoxes smallBoxes = SmallBoxes.KeepOneCell)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(topShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topShare, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(cornerBand);
        this.topShare = topShare;
        this.cornerBand = cornerBand;
        this.smallBoxes = smallBoxes;
    }

    public string Name => "box-constraint";

    public GuidanceTerms Build(GuidanceGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphBuilder g = graph.Builder;
        int height = graph.Height, width = graph.Width, cells = height * width;
        Value map = ObjectMap(graph);
        Value mask = g.Input("loss/mask", ElementType.Float32, cells);
        Value flat = map.Reshape(cells);
        Value innerRanks = g.Input("loss/inner_ranks", ElementType.Float32, cells);
        Value inner = TopMean(flat * mask, innerRanks);
        Value outer = TopMean(flat * (1 - mask), g.Input("loss/outer_ranks", ElementType.Float32, cells));
        Value picture = map.Reshape(height, width), box = mask.Reshape(height, width);
        Value cornerX = Corner(picture, box, 0, g.Input("loss/corner_x", ElementType.Float32, width));
        Value cornerY = Corner(picture, box, 1, g.Input("loss/corner_y", ElementType.Float32, height));
        // Ranks sum to 1, or to 0 where no cell is guided: then the whole inner term, 1 - inner, is missing and not only its mean.
        Value loss = innerRanks.Sum() - inner + outer + cornerX + cornerY;
        return new GuidanceTerms(loss, new Dictionary<string, Value>
        {
            ["inner_mean_topk"] = inner, ["outer_mean_topk"] = outer, ["corner_x"] = cornerX, ["corner_y"] = cornerY,
        });
    }

    public GuidanceInputs Prepare(GuidanceLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        CellBox box = CellBox.From(layout.Box, layout.Width, layout.Height, smallBoxes == SmallBoxes.KeepOneCell);
        int cells = layout.Width * layout.Height;
        float[] mask = new float[cells];
        for (int y = box.Top; y < box.Bottom; y++)
        {
            mask.AsSpan((y * layout.Width) + box.Left, box.Right - box.Left).Fill(1);
        }

        Dictionary<string, Tensor> values = new()
        {
            ["loss/mask"] = Tensor.From(mask, cells),
            ["loss/inner_ranks"] = Tensor.From(Ranks(box.Count, cells), cells),
            ["loss/outer_ranks"] = Tensor.From(Ranks(cells - box.Count, cells), cells),
            ["loss/corner_x"] = Tensor.From(Band(box.Left, box.Right, layout.Width), layout.Width),
            ["loss/corner_y"] = Tensor.From(Band(box.Top, box.Bottom, layout.Height), layout.Height),
            ["loss/token_weight"] = Tensor.From(TokenWeights(layout), layout.Tokens - 2, 1),
        };
        return new GuidanceInputs(values, Warnings(box, layout));
    }

    private string[] Warnings(CellBox box, GuidanceLayout layout)
    {
        if (box.Count >= SmallBoxCells)
        {
            return [];
        }

        string what = smallBoxes == SmallBoxes.KeepOneCell
            ? "At least one cell is guided"
            : "As in the official code, nothing draws attention into it";
        return [$"The target box covers {box.Count} of the attention map's {layout.Width}x{layout.Height} cells: too small for a reliable correction. {what}; use a larger box or a finer attention resolution."];
    }

    private static Value ObjectMap(GuidanceGraph graph)
    {
        GraphBuilder g = graph.Builder;
        long tokens = graph.Maps.Shape[-1] - 2;
        Value probabilities = (graph.Maps.Slice(-1, 1, tokens + 1) * Sharpness).Softmax(-1);
        Value weight = g.Input("loss/token_weight", ElementType.Float32, tokens, 1);
        Value map = probabilities.MatMul(weight).Reshape(1, 1, graph.Height, graph.Width);
        Value padded = map.PadReflect(0, 0, 1, 1, 0, 0, 1, 1);
        return padded.Conv(g.Constant<float>(Gaussian(), 1, 1, 3, 3));
    }

    /// <summary>Attend-and-Excite's kernel: exp(-((x - mu) / (2 sigma))^2) with sigma 0.5, scaled to sum 1. (Not the usual 2 sigma^2.)</summary>
    private static float[] Gaussian()
    {
        double[] line = [Math.Exp(-1), 1, Math.Exp(-1)];
        double sum = line.Sum();
        return [.. from y in line from x in line select (float)(x * y / (sum * sum))];
    }

    /// <summary>Mean of the greatest elements: all are sorted and weighted by rank, so that their number can change between runs of one graph.</summary>
    private static Value TopMean(Value values, Value rankWeights) => (values.SortDescending().Sorted * rankWeights).Sum();

    private static Value Corner(Value picture, Value box, int axis, Value band)
        => ((picture.ReduceMax([axis]) - box.ReduceMax([axis])).Abs() * band).Mean();

    private float[] Ranks(int available, int cells)
    {
        int least = smallBoxes == SmallBoxes.KeepOneCell ? Math.Min(1, available) : 0;
        int count = Math.Clamp((int)(available * topShare), least, cells);
        float[] ranks = new float[cells];
        ranks.AsSpan(0, count).Fill(count == 0 ? 0 : 1f / count);
        return ranks;
    }

    private float[] Band(int low, int high, int cells)
    {
        float[] band = new float[cells];
        foreach (int edge in new[] { low, high })
        {
            int from = Math.Max(edge - cornerBand, 0), to = Math.Min(edge + cornerBand + 1, cells);
            band.AsSpan(from, Math.Max(0, to - from)).Fill(1);
        }

        return band;
    }

    private static float[] TokenWeights(GuidanceLayout layout)
    {
        float[] weights = new float[layout.Tokens - 2];
        foreach (int token in layout.TokenIndices)
        {
            if (token < 1 || token > weights.Length)
            {
                throw new ArgumentOutOfRangeException(nameof(layout), token, $"Guided tokens lie between the first and the last of the {layout.Tokens}: 1 to {weights.Length}.");
            }

            weights[token - 1] = 1f / layout.TokenIndices.Count;
        }

        return weights;
    }
}
