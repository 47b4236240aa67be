using System.Text.Json.Nodes;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Models;

public sealed class AutoencoderConfigTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("record-vae-").FullName, "config.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    [Theory]
    [InlineData("shift_factor", "0.1")]
    [InlineData("_class_name", "\"AutoencoderTiny\"")]
    [InlineData("scaling_factor", "1e999")]
    [InlineData("latents_mean", "[1, 2]")]
    [InlineData("latents_std", "[1, 2, 3, 4]")]
    [InlineData("down_block_types", "[]")]
    [InlineData("up_block_types", "[\"UpDecoderBlock2D\"]")]
    [InlineData("block_out_channels", "[16, 32, 63]")]
    [InlineData("latent_channels", "1000000")]
    [InlineData("in_channels", "4")]
    [InlineData("use_quant_conv", "\"no\"")]
    [InlineData("sample_size", "[512]")]
    [InlineData("sample_size", "[]")]
    public void Load_UnsupportedValue_NamesFileAndField(string field, string value)
    {
        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => Load((field, value)));

        Assert.Equal(path, exception.Path);
        // A standard deviation without the mean: the mean is what is missing.
        Assert.Equal(field == "latents_std" ? "latents_mean" : field, exception.Field);
    }

    [Theory]
    [InlineData("use_quant_conv", "quant_conv.")]
    [InlineData("use_post_quant_conv", "post_quant_conv.")]
    [InlineData("mid_block_add_attention", "mid_block.attentions.")]
    public void Part_SwitchedOff_HasNoWeights(string field, string part)
    {
        bool Has(AutoencoderConfig config) => ExpectedWeights.Of(config).Keys.Any(name => name.StartsWith(part, StringComparison.Ordinal) || name.Contains($".{part}", StringComparison.Ordinal));

        Assert.True(Has(Load()));
        Assert.False(Has(Load((field, "false"))));
    }

    /// <summary>It only gives the size of tiles: no reason to refuse a model.</summary>
    [Theory]
    [InlineData("256")]
    [InlineData("[256, 256]")]
    [InlineData("[256, 768]")]
    [InlineData("[768, 256]")]
    public void Load_SampleSize_IsTheSmallerSide(string value) => Assert.Equal(256, Load(("sample_size", value)).SampleSize);

    [Fact]
    public void ToAutoencoderScale_WithoutStatistics_DividesByTheFactor()
        => Assert.Equal([2, 4, -6, 8], Load(("scaling_factor", "0.5")).ToAutoencoderScale([1, 2, -3, 4]));

    /// <summary>z * std / scaling_factor + mean, for one cell of each of four channels.</summary>
    [Fact]
    public void ToAutoencoderScale_WithStatistics_UsesThoseOfTheChannel()
    {
        AutoencoderConfig config = Load(("scaling_factor", "0.5"), ("latents_mean", "[1, 2, 3, 4]"), ("latents_std", "[1, 0.5, 0.25, 2]"));

        Assert.Equal([3, 4, 4.5f, 20], config.ToAutoencoderScale([1, 2, 3, 4]));
    }

    [Fact]
    public void Load_Absent_HasTheDefaultsOfDiffusers()
    {
        AutoencoderConfig config = Load();

        Assert.True(config.ForceUpcast && config.UseQuantConv && config.UsePostQuantConv && config.MidBlockAddAttention);
        Assert.Null(config.LatentsMean);
    }

    private AutoencoderConfig Load(params (string Field, string Json)[] changes)
    {
        string text = JsonNode.Parse(File.ReadAllText(Path.Combine(TestFiles.MiniHoi, "vae", "config.json")))!.ToJsonString()[..^1];
        File.WriteAllText(path, $"{text}{string.Concat(changes.Select(change => $", \"{change.Field}\": {change.Json}"))}}}");
        return AutoencoderConfig.Load(path);
    }
}
