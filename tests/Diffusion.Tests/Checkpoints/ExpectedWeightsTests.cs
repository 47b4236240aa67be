using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints;

public sealed class ExpectedWeightsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("record-weights").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Against files that diffusers and transformers wrote.</summary>
    [Theory]
    [InlineData("unet-sd1/unet", "diffusion_pytorch_model")]
    [InlineData("unet-sd2/unet", "diffusion_pytorch_model")]
    [InlineData("unet-sdxl/unet", "diffusion_pytorch_model")]
    [InlineData("clip-vae/vae", "diffusion_pytorch_model")]
    [InlineData("clip-vae/text_encoder", "model")]
    public void Of_GoldenNetwork_ListsTheWeightsOfItsFile(string network, string stem)
    {
        string path = Path.Combine(TestFiles.GoldenFolder, network);
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(path, $"{stem}.safetensors"));

        IReadOnlyDictionary<string, TensorShape> weights = Of(path);

        string[] expected = [.. file.Names.Where(name => !name.EndsWith("position_ids", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => $"{name} {file.Describe(name).Shape}")];
        Assert.Equal(expected, weights.OrderBy(weight => weight.Key, StringComparer.Ordinal).Select(weight => $"{weight.Key} {weight.Value}"));
    }

    /// <summary>Numbers of parameters of the published models: Stable Diffusion 1.5, 2 and XL base 1.0.</summary>
    [Theory]
    [InlineData("sd15", "unet", 859_520_964)]
    [InlineData("sd15", "vae", 83_653_863)]
    [InlineData("sd15", "text_encoder", 123_060_480)]
    [InlineData("sd2", "unet", 865_910_724)]
    [InlineData("sd2", "text_encoder", 340_387_840)]
    [InlineData("sdxl", "unet", 2_567_463_684)]
    [InlineData("sdxl", "vae", 83_653_863)]
    [InlineData("sdxl", "text_encoder", 123_060_480)]
    [InlineData("sdxl", "text_encoder_2", 694_659_840)]
    public void Of_PublishedArchitecture_HasItsParameters(string architecture, string component, long expected)
    {
        ModelArchitecture.All[architecture].Write(folder);

        Assert.Equal(expected, Of(Path.Combine(folder, component)).Values.Sum(shape => shape.ElementCount));
    }

    private static IReadOnlyDictionary<string, TensorShape> Of(string component)
    {
        string path = Path.Combine(component, "config.json");
        ModelConfig config = ModelConfig.Load(path);
        bool projects = config.Has("architectures") && config.Texts("architectures").Contains("CLIPTextModelWithProjection");
        return Path.GetFileName(component) switch
        {
            "unet" => ExpectedWeights.Of(UNetConfig.Load(path)),
            "vae" => ExpectedWeights.Of(AutoencoderConfig.Load(path)),
            _ => ExpectedWeights.Of(ClipTextConfig.Load(path), projects),
        };
    }
}
