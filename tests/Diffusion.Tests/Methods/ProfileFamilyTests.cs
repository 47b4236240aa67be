using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Pipelines;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>Every profile on a small model of each family, whose grids are not those that the profile was made for.</summary>
public sealed class ProfileFamilyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("record-families").FullName;

    public static TheoryData<string> Families => [.. ModelArchitecture.All.Keys.Where(name => name.StartsWith("tiny-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Families))]
    public void Generate_EveryMethodAndProfile_IsFiniteAndRepeatable(string family)
    {
        ModelInitializer.Write(new InitializationRequest { Architecture = ModelArchitecture.All[family], Folder = folder, Seed = 1 });
        using ComputeRuntime runtime = new();
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, folder);
        foreach (string profile in RecordProfiles.Names)
        {
            foreach (string method in GenerationMethods.Names)
            {
                Check(GenerationMethods.Create(method, pipeline, RecordProfiles.Get(profile)), Request(steps: 4));
            }

            Check(GenerationMethods.Create("record", pipeline, RecordProfiles.Get(profile)), Request(steps: 4) with { TargetBox = Box.FromPixels(64, 320, 192, 448) });
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void Check(IGenerationMethod method, GenerationRequest request)
    {
        GenerationResult first = method.Generate(request, null, default), second = method.Generate(request, null, default);

        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
        Assert.True(first.Image.Pixels.Distinct().Count() > 50, "The picture has hardly any grey levels.");
        Assert.All(first.Attention.Values, map => Assert.All(map.Values, value => Assert.InRange(value, 0, 1)));
        Assert.Equal(request.TargetBox is null, first.Guidance.Count == 0);
        Assert.All(first.Guidance, step => Assert.InRange(step.Loss, 1e-3, 10));
    }
}
