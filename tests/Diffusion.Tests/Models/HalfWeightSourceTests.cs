using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Models;

public sealed class HalfWeightSourceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("record-half");

    [Fact]
    public void Get_StoredAsHalf_IsNotConverted()
    {
        using SafetensorsWeightSource stored = Write(Tensor.From([(Half)1.5f, (Half)(-2f)], 2));
        using HalfWeightSource half = new(stored);

        Tensor weight = half.Get("w", new TensorShape(2));

        Assert.Same(stored.GetStoredHalf("w", new TensorShape(2)), weight);
        Assert.Equal([(Half)1.5f, (Half)(-2f)], weight.ToArray<Half>());
        Assert.Equal(ElementType.Float32, half.GetSingle("w", new TensorShape(2)).ElementType);
    }

    [Fact]
    public void Get_StoredAsSingle_IsRoundedOnce()
    {
        using SafetensorsWeightSource stored = Write(Tensor.From([0.1f, 3], 2));
        using HalfWeightSource half = new(stored);

        Tensor weight = half.Get("w", new TensorShape(2));

        Assert.Equal([(Half)0.1f, (Half)3f], weight.ToArray<Half>());
        Assert.Same(weight, half.Get("w", new TensorShape(2)));
    }

    [Fact]
    public void Get_StoredAsBrainFloat_IsRounded()
    {
        Tensor brain = new(ElementType.BFloat16, new TensorShape(1));
        brain.AsSpan<ushort>()[0] = 0x3FC0;
        using SafetensorsWeightSource stored = Write(brain);
        using HalfWeightSource half = new(stored);

        Assert.Equal([(Half)1.5f], half.Get("w", new TensorShape(1)).ToArray<Half>());
    }

    [Fact]
    public void Get_NumberTooGreat_NamesTheWeightAndTheWayOut()
    {
        using SafetensorsWeightSource stored = Write(Tensor.From([1f, 1e6f], 2));
        using HalfWeightSource half = new(stored);

        string message = Assert.Throws<ModelFolderException>(() => half.Get("w", new TensorShape(2))).Message;

        Assert.Contains("w has numbers greater than 65504", message, StringComparison.Ordinal);
        Assert.Contains("--precision single", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_OtherShape_HasBothShapes()
    {
        using SafetensorsWeightSource stored = Write(Tensor.From([(Half)1f, (Half)2f], 2));
        using HalfWeightSource half = new(stored);

        string message = Assert.Throws<ModelFolderException>(() => half.Get("w", new TensorShape(3))).Message;

        Assert.Contains("[2]", message, StringComparison.Ordinal);
        Assert.Contains("[3]", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, NetworkPrecision.Half, NetworkPrecision.Single)]
    [InlineData(false, NetworkPrecision.Half, NetworkPrecision.Half)]
    [InlineData(false, NetworkPrecision.Single, NetworkPrecision.Single)]
    public void For_Autoencoder_FollowsItsConfiguration(bool forceUpcast, NetworkPrecision asked, NetworkPrecision expected)
        => Assert.Equal(expected, asked.For(new AutoencoderConfig { BlockOutChannels = [8], ForceUpcast = forceUpcast }));

    public void Dispose() => folder.Delete(recursive: true);

    private SafetensorsWeightSource Write(Tensor weight)
    {
        SafetensorsWriter.Write(Path.Combine(folder.FullName, "model.safetensors"), [("w", weight)]);
        return SafetensorsWeightSource.Open(folder.FullName, WeightNaming.TextEncoder);
    }
}
