using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Onnx;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

/// <summary>
/// Networks with the inputs and outputs of MediaPipe's and answers made up for tests. The detector sees the same person in every picture that
/// is red on the whole, the landmark network finds the cut-out to be a person where it is green; so yellow pictures have a pose.
/// </summary>
internal sealed record StandInNetworks
{
    internal const string DetectorFile = "see.onnx";
    internal const string LandmarksFile = "find.onnx";
    internal const string Config = $$"""{"_class_name": "MediaPipePose", "detector": "{{DetectorFile}}", "landmarks": "{{LandmarksFile}}"}""";

    private const int Anchors = 2254;
    private const int Row = 1000;
    private const int HeatMapCells = 64;

    /// <summary>Whether networks take [1, 3, side, side]; else [1, side, side, 3].</summary>
    public bool Planar { get; init; } = true;

    public int DetectorSide { get; init; } = 224;

    public int LandmarkRows { get; init; } = 39;

    public int MaskSide { get; init; } = 256;

    /// <summary>
    /// Row 1000 of the detector, pixels relative to its anchor (0.875, 0.625). As it stands, hips at (0.5, 0.5) and the circle's point at
    /// (0.6875, 0.25): in a picture of 640 x 480 the pixels (320, 240) and (440, 80), so that the region has side 500 and leans by atan(3/4).
    /// </summary>
    public float[] Detection { get; init; } = [0, 0, 40, 40, -84, -28, -42, -84, 0, 0, 0, 0];

    /// <summary>Where in the crop all 39 landmarks lie, in pixels of 256, with depth and the logits of visibility and presence.</summary>
    public float[] Landmark { get; init; } = [192, 64, -51.2f, 2, 3];

    /// <summary>How much further to the right each landmark lies than the one before, in pixels of 256.</summary>
    public float LandmarkStep { get; init; }

    /// <summary>The part of the crop, in shares of it, that the mask says is the person (logit 8, else -8).</summary>
    public (double Left, double Top, double Right, double Bottom) Person { get; init; } = (0.375, 0.25, 0.625, 0.75);

    public void Write(string folder)
    {
        WriteDetector(Path.Combine(folder, DetectorFile));
        WriteLandmarks(Path.Combine(folder, LandmarksFile));
        File.WriteAllText(Path.Combine(folder, "config.json"), Config);
    }

    public void WriteDetector(string path)
    {
        using Weights weights = new("detector");
        GraphBuilder g = weights.Graph;
        float[] boxes = new float[Anchors * 12], mine = new float[Anchors], others = new float[Anchors];
        Detection.CopyTo(boxes, Row * 12);
        Array.Fill(others, -10);
        (mine[Row], others[Row]) = (1, 0);

        // Red alone has mean 1 inside the letterbox's picture and -1 in its black borders: the logit is 8 mean + 2.
        Value seen = (Colour(g, DetectorSide, channel: 0) * 8) + 2;
        Value scores = (weights.Add("mine", mine, 1, Anchors, 1) * seen) + weights.Add("others", others, 1, Anchors, 1);

        // The scores stand first: nothing may rely on the order.
        OnnxModelWriter.Write(g.Build(KeyValuePair.Create("classificators", scores), KeyValuePair.Create("regressors", weights.Add("boxes", boxes, 1, Anchors, 12) + (seen * 0))), path);
    }

    public void WriteLandmarks(string path)
    {
        using Weights weights = new("landmarks");
        GraphBuilder g = weights.Graph;
        Value green = Colour(g, 256, channel: 1), nothing = green * 0;
        float[] rows = [.. Enumerable.Range(0, LandmarkRows).SelectMany(i => (float[])[Landmark[0] + (i * LandmarkStep), .. Landmark[1..]])];
        OnnxModelWriter.Write(
            g.Build(
                KeyValuePair.Create("world_3d", nothing.Expand(new TensorShape(1, LandmarkRows * 3))),
                KeyValuePair.Create("activation_segmentation", weights.Add("mask", Mask(), 1, MaskSide, MaskSide, 1) + nothing),
                KeyValuePair.Create("output_poseflag", green.Reshape(1, 1)),
                KeyValuePair.Create("activation_heatmap", (nothing - 20).Expand(new TensorShape(1, HeatMapCells, HeatMapCells, LandmarkRows))),
                KeyValuePair.Create("ld_3d", weights.Add("rows", rows, 1, rows.Length) + nothing)),
            path);
    }

    /// <summary>The mean of one colour over the input, a scalar.</summary>
    private Value Colour(GraphBuilder g, int side, int channel) => Planar
        ? g.Input("picture", ElementType.Float32, 1, 3, side, side).Slice(1, channel, channel + 1).Mean()
        : g.Input("picture", ElementType.Float32, 1, side, side, 3).Slice(3, channel, channel + 1).Mean();

    private float[] Mask()
    {
        float[] mask = new float[MaskSide * MaskSide];
        for (int i = 0; i < mask.Length; i++)
        {
            double x = ((i % MaskSide) + 0.5) / MaskSide, y = ((i / MaskSide) + 0.5) / MaskSide;
            mask[i] = x > Person.Left && x < Person.Right && y > Person.Top && y < Person.Bottom ? 8 : -8;
        }

        return mask;
    }

    /// <summary>A graph whose weights live as long as it does.</summary>
    private sealed class Weights(string name) : IDisposable
    {
        private readonly List<Tensor> tensors = [];

        public GraphBuilder Graph { get; } = new(name);

        public Value Add(string weight, float[] values, params ReadOnlySpan<long> shape)
        {
            Tensor tensor = Tensor.From<float>(values, new TensorShape(shape));
            tensors.Add(tensor);
            return Graph.Weight(weight, tensor);
        }

        public void Dispose() => tensors.ForEach(tensor => tensor.Dispose());
    }
}
