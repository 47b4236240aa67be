using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Export;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.Export;

public sealed class ModelExporterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("record-export").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("tiny-sd2", "unet", GraphKind.Plain, 2)]
    [InlineData("tiny-sd1", "unet", GraphKind.Edited, 4)]
    [InlineData("tiny-sdxl", "unet", GraphKind.Guidance, 1)]
    [InlineData("tiny-sdxl", "text_encoder_2", GraphKind.Plain, 1)]
    [InlineData("tiny-sd1", "vae_decoder", GraphKind.Plain, 1)]
    [InlineData("tiny-sd1", "vae_encoder", GraphKind.Plain, 1)]
    public void Write_Component_GivesTheBitsOfTheGraph(string architecture, string component, GraphKind kind, int rows)
    {
        ExportRequest request = new() { Component = component, Kind = kind };
        string path = Path.Combine(folder, "model.onnx");
        using IModelSource model = Model(architecture);

        ModelExporter.Write(model, request, path);

        using ComputeRuntime runtime = new();
        GraphModule module = ModelExporter.State(model, request);

        // Layout work is left out: in memory it would be ours, of a file ONNX Runtime's, and both add numbers in their own order.
        SessionSettings settings = new() { Optimization = GraphOptimization.Extended };
        using Session direct = Session.Create(runtime, module, settings), loaded = Session.Load(runtime, path, settings);
        Dictionary<string, Tensor> inputs = module.Inputs.ToDictionary(input => input.Name, Input);
        IReadOnlyDictionary<string, Tensor> expected = direct.Run(inputs), actual = loaded.Run(inputs);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(module.Inputs.Where(input => input.Name is "sample" or "latent" or "image" or "input_ids"), input => Assert.Equal(rows, input.Shape[0]));
        Assert.All(expected, output =>
        {
            float[] values = output.Value.ToArray<float>();
            Assert.Contains(values, value => value != 0);
            Assert.Equal(values, actual[output.Key].ToArray<float>());
        });
    }

    [Fact]
    public void Write_Progress_EndsAtTheTotal()
    {
        Reports reports = new();

        using IModelSource model = Model("tiny-sd1");
        ModelExporter.Write(model, new ExportRequest { Component = "vae_decoder", Rows = 3 }, Path.Combine(folder, "vae.onnx"), reports);

        (long written, long total) = reports.Last;
        Assert.InRange(written, (long)(0.95 * total), total);
        Assert.InRange(new FileInfo(Path.Combine(folder, "vae.onnx.data")).Length, written, 2 * total);
    }

    [Theory]
    [InlineData("unets", GraphKind.Plain, null, null, "vae_decoder")]
    [InlineData("vae_decoder", GraphKind.Edited, null, null, "'unet'")]
    [InlineData("text_encoder", GraphKind.Plain, null, 16, "'unet'")]
    [InlineData("text_encoder_2", GraphKind.Plain, null, null, "it has text_encoder")]
    [InlineData("unet", GraphKind.Guidance, 2, null, "one row")]
    [InlineData("unet", GraphKind.Plain, null, 5, "2x2, 4x4, 8x8, 16x16")]
    public void Write_RequestThatDoesNotFit_SaysWhatThereIs(string component, GraphKind kind, int? rows, int? resolution, string expected)
    {
        using IModelSource model = Model("tiny-sd1");
        ExportRequest request = new() { Component = component, Kind = kind, Rows = rows, Resolution = resolution };

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => ModelExporter.Write(model, request, Path.Combine(folder, "x.onnx")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    /// <summary>Sides of the published models: 64 halved in SD1, 96 in SD2, 128 in XL, whose largest level has no attention.</summary>
    [Theory]
    [InlineData("sd15", 16, 8, 16, 32, 64)]
    [InlineData("sd2", 24, 12, 24, 48, 96)]
    [InlineData("sdxl", 32, 32, 64)]
    public void AttentionGrids_PublishedModels_AreTheirLevels(string architecture, int chosen, params int[] sides)
    {
        ModelArchitecture.All[architecture].Write(folder);
        UNetConfig config = UNetConfig.Load(Path.Combine(folder, "unet", "config.json"));

        Assert.Equal(sides, AttentionGrids.Of(config));
        Assert.Equal(chosen, AttentionGrids.AtLeast(config, 16));
        Assert.Equal(sides[^1], AttentionGrids.AtLeast(config, 1000));
    }

    private static Tensor Input(Value input)
    {
        if (input.ElementType == ElementType.Int64)
        {
            // Token ids, or rows and columns to take maps from: all below the number of rows.
            return new Tensor(ElementType.Int64, input.Shape);
        }

        Random random = new(4);
        return Tensor.From<float>([.. Enumerable.Range(0, (int)input.Shape.ElementCount).Select(_ => random.NextSingle())], input.Shape);
    }

    private IModelSource Model(string architecture)
    {
        string model = Path.Combine(folder, architecture);
        ModelInitializer.Write(new InitializationRequest { Architecture = ModelArchitecture.All[architecture], Folder = model });
        return ModelSources.Open(model);
    }

    private sealed class Reports : IProgress<(long Written, long Total)>
    {
        public (long Written, long Total) Last { get; private set; }

        public void Report((long Written, long Total) value) => Last = value;
    }
}
