using ReCorD.Cli.Devices;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Cli.Bench;

/// <summary>The graphs of one UNet that ReCorD needs, at full size over one set of seeded random weights.</summary>
internal sealed class BenchNetworks : IDisposable
{
    private const ulong Seed = 1;
    private const int TextTokens = 77;

    /// <summary>Rows of a step of ReCorD: both prompts, with and without text.</summary>
    public const int EditedRows = 4;

    private readonly RandomWeightSource random = new(Seed);
    private readonly IWeightSource weights;

    public BenchNetworks(BenchRequest request, DeviceSetup device)
    {
        weights = random.In(device.Precision);
        UNetConfig config = ReadConfig(request);

        // The official code reads and replaces maps of up to a quarter of the latent's side: 16 of 64, 32 of 128.
        int side = config.SampleSize, mapSide = config.HasTextTimeConditioning ? side / 4 : Math.Min(16, side);
        DenoisingShape plain = new(1, side, side, TextTokens, mapSide, mapSide, null);
        ExecutionSettings settings = new() { Session = device.Choice.Session };
        Forward = DenoisingNetwork.BuildGraph(config, weights, plain, out _, settings.ForwardAttentionBlocks);
        Edited = DenoisingNetwork.BuildGraph(config, weights, plain with { Rows = EditedRows, SelfResolution = mapSide }, out _, settings.ForwardAttentionBlocks);
        Guidance = GuidanceNetwork.BuildGraph(config, weights, new BoxConstraintLoss(), new GuidanceShape(side, side, TextTokens, mapSide, mapSide), settings.GradientAttentionBlocks);
    }

    /// <summary>One row, no edits.</summary>
    public GraphModule Forward { get; }

    /// <summary>Four rows with all edits.</summary>
    public GraphModule Edited { get; }

    /// <summary>Forward up to the maps, box loss and gradient, one row.</summary>
    public GraphModule Guidance { get; }

    /// <summary>How long making the weights took: real ones are read from a file.</summary>
    public TimeSpan TimeMaking => random.TimeMaking;

    /// <summary>Bytes of all weights, each once.</summary>
    public long WeightBytes => new[] { Forward, Edited, Guidance }.SelectMany(module => module.Initializers).Select(value => value.Initializer!).Distinct().Sum(tensor => tensor.ByteLength);

    /// <summary>Bytes of kernels that the gradient has turned, beside the plain ones.</summary>
    public long TurnedBytes => Guidance.Nodes.Where(node => node.OpType == "Conv" && node.Inputs[1].Producer is not null).Select(node => node.Inputs[1]).Distinct().Sum(kernel => kernel.Shape.ElementCount * sizeof(float));

    /// <summary>Numbers of a natural size, so that activations are of a natural size too. Rows and tokens that edits refer to are each its own.</summary>
    public static Dictionary<string, Tensor> Inputs(GraphModule module) => module.Inputs.ToDictionary(input => input.Name, Input);

    public void Dispose()
    {
        weights.Dispose();
        random.Dispose();
    }

    private static UNetConfig ReadConfig(BenchRequest request)
    {
        if (!ModelArchitecture.All.TryGetValue(request.Architecture, out ModelArchitecture? architecture))
        {
            return UNetConfig.Load(UNetFile(request.Model));
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("record-bench-");
        try
        {
            architecture.Write(folder.FullName);
            return UNetConfig.Load(UNetFile(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string UNetFile(string model) => Path.Combine(model, "unet", "config.json");

    private static Tensor Input(Value input)
    {
        Tensor tensor = new(input.ElementType, input.Shape);
        if (input.ElementType == ElementType.Int64)
        {
            Span<long> indices = tensor.AsSpan<long>();
            for (int i = 0; i < indices.Length; i++)
            {
                indices[i] = i;
            }

            return tensor;
        }

        Random random = new(2);
        foreach (ref float value in tensor.AsSpan<float>())
        {
            value = input.Name == "timestep" ? 500 : random.NextSingle();
        }

        return tensor;
    }
}
