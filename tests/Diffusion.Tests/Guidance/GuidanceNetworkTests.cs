using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Guidance;

/// <summary>How much of a network is computed for a choice of maps.</summary>
public sealed class GuidanceNetworkTests
{
    private const int Tokens = 16;

    /// <summary>Of SDXL's 1,200 maps on the coarsest grid the first 600 are those of the decoder.</summary>
    [Fact]
    public void BuildGraph_SecondHalfOfSdxlMaps_NeedsNoDecoder()
    {
        GuidanceShape shape = new(128, 128, 77, 32, 32);
        GraphModule all = Build(Published("sdxl"), shape), half = Build(Published("sdxl"), shape with { Selection = MapSelection.SecondHalf });

        Assert.Contains(all.Nodes, node => node.Scope.StartsWith("up_blocks", StringComparison.Ordinal));
        Assert.DoesNotContain(half.Nodes, node => node.Scope.StartsWith("up_blocks", StringComparison.Ordinal));
        Assert.Contains(half.Nodes, node => node.Scope.StartsWith("mid_block", StringComparison.Ordinal));
    }

    /// <summary>SD2 at 512 pixels has 60 maps of three decoder layers and 40 of two encoder layers: the last 10 heads of the third are the first that remain.</summary>
    [Fact]
    public void BuildGraph_SecondHalfOfSd2Maps_KeepsTheLastHeadsOfTheThirdDecoderLayer()
    {
        GraphModule half = Build(Published("sd2") with { SampleSize = 64 }, new GuidanceShape(64, 64, 77, 16, 16) { Selection = MapSelection.SecondHalf });

        Node cut = Assert.Single(
            half.Nodes, node => node.OpType == "Slice" && node.Inputs[0].Name.StartsWith("up_blocks.1.attentions.2.transformer_blocks.0.attn2", StringComparison.Ordinal));
        Assert.Equal(new TensorShape(1, 10, 256, 77), cut.Outputs[0].Shape);
    }

    [Fact]
    public void BuildGraph_OverlapOnAnotherGrid_GivesItsMapsOutToo()
    {
        GuidanceShape shape = new(32, 32, Tokens, 8, 8) { OverlapHeight = 16, OverlapWidth = 16 };

        Assert.Equal([1, 256, Tokens], Build(Small(), shape).Outputs.Single(output => output.Key == "overlap_maps").Value.Shape);
        Assert.DoesNotContain(Build(Small(), shape with { OverlapHeight = 8, OverlapWidth = 8 }).Outputs, output => output.Key == "overlap_maps");
    }

    private static GraphModule Build(UNetConfig config, GuidanceShape shape)
    {
        using Weightless weights = new();
        return GuidanceNetwork.BuildGraph(config, weights, new BoxConstraintLoss(), shape);
    }

    private static UNetConfig Small() => UNetConfig.Load(Path.Combine(TestFiles.GoldenFolder, "unet-sd1", "unet", "config.json"));

    private static UNetConfig Published(string architecture)
    {
        string folder = Directory.CreateTempSubdirectory("record-guidance").FullName;
        try
        {
            ModelArchitecture.All[architecture].Write(folder);
            return UNetConfig.Load(Path.Combine(folder, "unet", "config.json"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Shapes alone, but for vectors, of which gradient rules look at the numbers: these graphs are never run.</summary>
    private sealed class Weightless : IWeightSource
    {
        private readonly Dictionary<string, Tensor> given = [];

        public Tensor Get(string name, TensorShape shape)
            => given.TryGetValue(name, out Tensor? known) ? known
                : given[name] = shape.Rank == 1 ? new Tensor(ElementType.Float32, shape) : Tensor.Borrow(ElementType.Float32, shape, 0, this);

        public bool Contains(string name) => true;

        public void Dispose()
        {
        }
    }
}
