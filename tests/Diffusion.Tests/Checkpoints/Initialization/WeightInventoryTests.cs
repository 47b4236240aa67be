using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.Initialization;

public sealed class WeightInventoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("record-inventory").FullName;

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

        IReadOnlyList<SafetensorsItem> items = Of(path);

        string[] expected = [.. file.Names.Where(name => !name.EndsWith("position_ids", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => $"{name} {file.Describe(name).Shape}")];
        Assert.Equal(expected, items.Select(item => $"{item.Name} {item.Shape}"));
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

        Assert.Equal(expected, Of(Path.Combine(folder, component)).Sum(item => item.Shape.ElementCount));
    }

    [Fact]
    public void Recorder_Tensors_HaveNoMemory()
    {
        using WeightRecorder recorder = new();
        Tensor tensor = recorder.Get("a", new TensorShape(1 << 20, 1 << 20));

        Assert.Same(tensor, recorder.Get("a", new TensorShape(1 << 20, 1 << 20)));
        Assert.Throws<ObjectDisposedException>(() => tensor.Pointer);
        Assert.Throws<ModelFolderException>(() => recorder.Get("a", new TensorShape(1)));
    }

    private static IReadOnlyList<SafetensorsItem> Of(string component)
    {
        string path = Path.Combine(component, "config.json");
        ModelConfig config = ModelConfig.Load(path);
        bool projects = config.Has("architectures") && config.Texts("architectures").Contains("CLIPTextModelWithProjection");
        return Path.GetFileName(component) switch
        {
            "unet" => WeightInventory.Of(UNetConfig.Load(path)),
            "vae" => WeightInventory.Of(AutoencoderConfig.Load(path)),
            _ => WeightInventory.Of(ClipTextConfig.Load(path), projects ? config.Integer("projection_dim") : null),
        };
    }
}
