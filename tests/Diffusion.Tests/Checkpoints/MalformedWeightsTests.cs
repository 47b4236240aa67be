using System.Buffers.Binary;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Weights and their indices that are cut off, swapped or made up: one clear error that names the file.</summary>
public sealed class MalformedWeightsTests : IDisposable
{
    private readonly BrokenFolder folder = new();

    public static TheoryData<string> WeightFiles => [.. BrokenFolder.Weights];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(WeightFiles))]
    public void Weights_Truncated_AreRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(folder.Model.At(file));
        foreach (int length in (int[])[0, 1, 7, 8, 9, 100, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(folder.Model.At(file), whole[..length]);
            folder.RequireRefused(file, $"{length} bytes");
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    public void Weights_WrongHeaderLength_AreRefused(ulong length)
    {
        byte[] whole = File.ReadAllBytes(folder.Model.At(TemporaryModel.UNetWeights));
        BinaryPrimitives.WriteUInt64LittleEndian(whole, length);
        File.WriteAllBytes(folder.Model.At(TemporaryModel.UNetWeights), whole);

        folder.RequireRefused(TemporaryModel.UNetWeights, $"header of {length} bytes");
    }

    [Fact]
    public void Weights_OfAnotherComponent_AreRefused()
    {
        File.Copy(folder.Model.At(TemporaryModel.AutoencoderWeights), folder.Model.At(TemporaryModel.UNetWeights), overwrite: true);

        folder.RequireRefused(TemporaryModel.UNetWeights, "the autoencoder's weights");
    }

    [Fact]
    public void Shards_Swapped_AreRefused()
    {
        (string first, string second) = folder.Shard();
        File.Move(first, folder.Model.At("unet/held"));
        File.Move(second, first);
        File.Move(folder.Model.At("unet/held"), second);

        Assert.Contains("renamed", folder.RequireRefused("unet", "swapped shards"), StringComparison.Ordinal);
    }

    [Fact]
    public void Shard_InBoth_IsRefused()
    {
        (string first, string second) = folder.Shard();
        File.Copy(first, second, overwrite: true);

        folder.RequireRefused("unet", "the same shard twice");
    }

    [Fact]
    public void Shard_Missing_IsNamedWithItsIndex()
    {
        (_, string second) = folder.Shard();
        File.Delete(second);

        string message = folder.RequireRefused("unet", "a missing shard");
        Assert.Contains("00002-of-00002", message, StringComparison.Ordinal);
        Assert.Contains("index.json", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"weight_map\": {}}")]
    [InlineData("{\"weight_map\": []}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": 1}}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": \"../secret.safetensors\"}}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": \"/etc/secret.safetensors\"}}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": \"..\\\\secret.safetensors\"}}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": \"C:secret.safetensors\"}}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": \"a\\u0000.safetensors\"}}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": \"..\"}}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": \"\"}}")]
    [InlineData("{\"weight_map\": {\"conv_in.weight\": \"pytorch_model.bin\"}}")]
    public void Index_Malformed_IsRefused(string index)
    {
        folder.Shard();
        File.WriteAllText(folder.Model.At("unet/diffusion_pytorch_model.safetensors.index.json"), index);
        File.WriteAllText(folder.Model.At("secret.safetensors"), "never to be read");

        string message = folder.RequireRefused("unet", index);
        Assert.Contains("weight_map", message, StringComparison.Ordinal);
    }
}
