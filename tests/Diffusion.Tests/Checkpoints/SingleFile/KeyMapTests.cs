using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Checkpoints.SingleFile;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

/// <summary>The maps of names over the whole published networks: every weight has one original name, no two the same, and it is the right one.</summary>
public sealed class KeyMapTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("record-maps-").FullName;

    /// <summary>The numbers of tensors are those of the published files.</summary>
    [Theory]
    [InlineData("sd15", 686)]
    [InlineData("sd2", 686)]
    [InlineData("sdxl", 1680)]
    public void UNet_PublishedNetwork_MapsEachWeightToItsOwnName(string architecture, int tensors)
    {
        UNetConfig config = UNetConfig.Load(Path.Combine(Folder(architecture), "unet", "config.json"));
        ModuleNames names = UNetNames.Create(config);
        string[] ours = [.. ExpectedWeights.Of(config).Keys];

        string?[] originals = [.. ours.Select(names.ToOriginal)];

        Assert.Equal(tensors, ours.Length);
        Assert.Equal(ours.Select(name => OriginalNames.UNet(name, 2, config.UpAttention)), originals.Select(name => UNetNames.Prefix + name));
        Assert.Equal(tensors, originals.Distinct().Count());
    }

    [Theory]
    [InlineData("sd15")]
    [InlineData("sdxl")]
    public void Autoencoder_PublishedNetwork_MapsEachWeightToItsOwnName(string architecture)
    {
        AutoencoderConfig config = AutoencoderConfig.Load(Path.Combine(Folder(architecture), "vae", "config.json"));
        ModuleNames names = AutoencoderNames.Create(config);
        string[] ours = [.. ExpectedWeights.Of(config).Keys];

        string?[] originals = [.. ours.Select(names.ToOriginal)];

        Assert.Equal(248, ours.Length);
        Assert.Equal(ours.Select(name => OriginalNames.Autoencoder(name, 4)), originals.Select(name => $"first_stage_model.{name}"));
        Assert.Equal(248, originals.Distinct().Count());
    }

    [Theory]
    [InlineData("sd2", "text_encoder", false)]
    [InlineData("sdxl", "text_encoder_2", true)]
    public void OpenClip_PublishedNetwork_MapsEachWeightToItsOwnPlace(string architecture, string component, bool isPooled)
    {
        ClipTextConfig config = ClipTextConfig.Load(Path.Combine(Folder(architecture), component, "config.json"));
        string[] ours = [.. ExpectedWeights.Of(config, isPooled).Keys];

        Dictionary<string, WeightPlace> places = OpenClipNames.Map(config, ours);

        Assert.Equal(ours.Order(), places.Keys.Order());
        Assert.Equal(ours.Length, places.Values.Distinct().Count());
        Assert.All(places, place => Assert.Equal(OriginalNames.OpenClip(place.Key), place.Value.IsTransposed ? $"{place.Value.Key}.weight" : place.Value.Key));
        Assert.All(places, place => Assert.Equal(Array.FindIndex(["q_proj", "k_proj", "v_proj"], part => place.Key.Contains(part, StringComparison.Ordinal)), place.Value.Third ?? -1));
    }

    /// <summary>Keys as they stand in the published files.</summary>
    [Theory]
    [InlineData("sd15", "up_blocks.0.upsamplers.0.conv.weight", "output_blocks.2.1.conv.weight")]
    [InlineData("sd15", "up_blocks.1.upsamplers.0.conv.weight", "output_blocks.5.2.conv.weight")]
    [InlineData("sd15", "down_blocks.0.downsamplers.0.conv.bias", "input_blocks.3.0.op.bias")]
    [InlineData("sd15", "down_blocks.3.resnets.1.conv2.weight", "input_blocks.11.0.out_layers.3.weight")]
    [InlineData("sd15", "up_blocks.3.attentions.2.proj_out.weight", "output_blocks.11.1.proj_out.weight")]
    [InlineData("sdxl", "down_blocks.2.attentions.0.transformer_blocks.9.attn1.to_out.0.bias", "input_blocks.7.1.transformer_blocks.9.attn1.to_out.0.bias")]
    [InlineData("sdxl", "up_blocks.1.upsamplers.0.conv.weight", "output_blocks.5.2.conv.weight")]
    [InlineData("sdxl", "add_embedding.linear_2.weight", "label_emb.0.2.weight")]
    [InlineData("sdxl", "mid_block.resnets.1.time_emb_proj.bias", "middle_block.2.emb_layers.1.bias")]
    public void UNet_KnownKeys_AreMapped(string architecture, string ours, string original)
        => Assert.Equal(original, UNetNames.Create(UNetConfig.Load(Path.Combine(Folder(architecture), "unet", "config.json"))).ToOriginal(ours));

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Folder(string architecture)
    {
        string folder = Path.Combine(root, architecture);
        ModelArchitecture.All[architecture].Write(folder);
        return folder;
    }
}
