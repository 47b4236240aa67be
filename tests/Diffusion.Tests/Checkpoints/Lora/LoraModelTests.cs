using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.Lora;

/// <summary>LoRA files on small models, held to products computed here in double precision.</summary>
public sealed class LoraModelTests(TinyModels models) : IClassFixture<TinyModels>
{
    /// <summary>Sums of a few products in single precision differ from those in double by a few units of the last place.</summary>
    private const float Tolerance = 1e-6f;

    private const string Linear = LoraFiles.Linear;
    private const string Convolution = "down_blocks.1.resnets.0.conv1";
    private const string OneByOne = "mid_block.attentions.0.proj_in";
    private const string Text = "text_model.encoder.layers.1.mlp.fc1";

    private readonly LoraFiles files = new(models);

    /// <summary>W + weight · alpha / rank · up · down, for a linear layer, a convolution of 3x3 and one of 1x1, whose factors may have any of their ranks.</summary>
    [Theory]
    [InlineData(Linear, new long[] { 64, 64 }, new long[] { 3, 64 }, new long[] { 64, 3 }, 1.5f)]
    [InlineData(Linear, new long[] { 64, 64 }, new long[] { 3, 64, 1, 1 }, new long[] { 64, 3, 1, 1 }, null)]
    [InlineData(Convolution, new long[] { 64, 32, 3, 3 }, new long[] { 2, 32, 3, 3 }, new long[] { 64, 2, 1, 1 }, 8f)]
    [InlineData(OneByOne, new long[] { 64, 64, 1, 1 }, new long[] { 5, 64 }, new long[] { 64, 5 }, 0f)]
    [InlineData(OneByOne, new long[] { 64, 64, 1, 1 }, new long[] { 40, 64, 1, 1 }, new long[] { 64, 40, 1, 1 }, 4f)]
    public void Apply_TwoFactors_AddsTheirProduct(string module, long[] shape, long[] down, long[] up, float? alpha)
    {
        Dictionary<string, Tensor> tensors = new() { [$"unet.{module}.lora_A.weight"] = LoraFiles.Random(1, down), [$"unet.{module}.lora_B.weight"] = LoraFiles.Random(2, up) };
        if (alpha is { } value)
        {
            tensors[$"unet.{module}.alpha"] = Tensor.From([value]);
        }

        (float[] original, float[] changed) = files.Merge(module, shape, tensors, 0.7);

        int rank = (int)down[0], columns = original.Length / (int)shape[0];
        double scale = 0.7 * (alpha is { } a and not 0 ? a / rank : 1);
        float[] left = tensors[$"unet.{module}.lora_B.weight"].ToArray<float>(), right = tensors[$"unet.{module}.lora_A.weight"].ToArray<float>();
        for (int i = 0; i < original.Length; i++)
        {
            double sum = Enumerable.Range(0, rank).Sum(r => (double)left[(i / columns * rank) + r] * right[(r * columns) + (i % columns)]);
            Assert.Equal(original[i] + (scale * sum), changed[i], Tolerance);
        }
    }

    /// <summary>Three factors (LoCon): W[o,i,y,x] + Σ up[o,p] · middle[p,q,y,x] · down[q,i].</summary>
    [Fact]
    public void Apply_ThreeFactors_JoinsThem()
    {
        const int Rank = 2, Outputs = 64, Inputs = 32, Cells = 9;
        Tensor up = LoraFiles.Random(1, Outputs, Rank, 1, 1), middle = LoraFiles.Random(2, Rank, Rank, 3, 3), down = LoraFiles.Random(3, Rank, Inputs, 1, 1);
        const string Name = "lora_unet_down_blocks_1_resnets_0_conv1";

        (float[] original, float[] changed) = files.Merge(
            Convolution, [Outputs, Inputs, 3, 3], new() { [$"{Name}.lora_up.weight"] = up, [$"{Name}.lora_mid.weight"] = middle, [$"{Name}.lora_down.weight"] = down }, 1);

        float[] u = up.ToArray<float>(), m = middle.ToArray<float>(), d = down.ToArray<float>();
        for (int i = 0; i < original.Length; i++)
        {
            int output = i / (Inputs * Cells), input = i / Cells % Inputs, cell = i % Cells;
            double sum = 0;
            for (int p = 0; p < Rank; p++)
            {
                for (int q = 0; q < Rank; q++)
                {
                    sum += (double)u[(output * Rank) + p] * m[(((p * Rank) + q) * Cells) + cell] * d[(q * Inputs) + input];
                }
            }

            Assert.Equal(original[i] + sum, changed[i], Tolerance);
        }
    }

    /// <summary>As diffusers writes the settings of PEFT into the header: alpha / rank, with rank-stabilised LoRA alpha / √rank, and a module's own alpha first.</summary>
    [Theory]
    [InlineData("""{"unet.r": 4, "unet.lora_alpha": 2}""", 0.5)]
    [InlineData("""{"unet.r": 4, "unet.lora_alpha": 2, "unet.use_rslora": true}""", 1)]
    [InlineData("""{"unet.r": 4, "unet.lora_alpha": 2, "unet.alpha_pattern": {"attn1.to_q": 8}}""", 2)]
    [InlineData("""{"text_encoder.lora_alpha": 2}""", 1)]
    public void Apply_SettingsInTheHeader_ScaleTheChange(string settings, double scale)
    {
        Dictionary<string, Tensor> tensors = new() { [$"unet.{Linear}.lora_A.weight"] = LoraFiles.Random(1, 4, 64), [$"unet.{Linear}.lora_B.weight"] = LoraFiles.Random(2, 64, 4) };

        (float[] original, float[] plain) = files.Merge(Linear, [64, 64], tensors, scale);
        (_, float[] scaled) = files.Merge(Linear, [64, 64], tensors, 1, new Dictionary<string, string> { ["lora_adapter_metadata"] = settings });

        Assert.NotEqual(original, plain);
        Assert.Equal(plain, scaled);
    }

    [Fact]
    public void Apply_TwoFiles_AddsBothAndLeavesTheRest()
    {
        string first = files.Write(new() { [$"unet.{Linear}.lora_A.weight"] = LoraFiles.Random(1, 1, 64), [$"unet.{Linear}.lora_B.weight"] = LoraFiles.Random(2, 64, 1) });
        string second = files.Write(new() { [$"text_encoder.{Text}.lora_A.weight"] = LoraFiles.Random(3, 1, 128), [$"text_encoder.{Text}.lora_B.weight"] = LoraFiles.Random(4, 512, 1) });
        using IModelSource plain = ModelSources.Open(models.Folder("tiny-sd1")), model = files.Open("tiny-sd1", new LoraChoice(first), new LoraChoice(second, -0.5), new LoraChoice(first));
        IWeightSource unet = model.UNetWeights, texts = model.TextEncoders[0].Weights;
        TensorShape shape = new(64, 64), textShape = new(512, 128), conv = new(32, 4, 3, 3);

        Assert.NotEqual(plain.TextEncoders[0].Weights.Get($"{Text}.weight", textShape).ToArray<float>(), texts.Get($"{Text}.weight", textShape).ToArray<float>());
        Assert.Equal(plain.UNetWeights.Get("conv_in.weight", conv).ToArray<float>(), unet.Get("conv_in.weight", conv).ToArray<float>());
        Assert.Same(unet.Get($"{Linear}.weight", shape), unet.Get($"{Linear}.weight", shape));
        float change = unet.Get($"{Linear}.weight", shape).ToArray<float>()[0] - plain.UNetWeights.Get($"{Linear}.weight", shape).ToArray<float>()[0];
        Assert.Equal(2 * LoraFiles.Random(1, 1, 64).ToArray<float>()[0] * LoraFiles.Random(2, 64, 1).ToArray<float>()[0], change, Tolerance);
    }

    [Fact]
    public void Apply_WeightZero_GivesTheSamePixels()
    {
        string file = files.WriteForAll("tiny-sd1");

        Assert.Equal(models.Pixels(ModelSources.Open(models.Folder("tiny-sd1"))), models.Pixels(files.Open("tiny-sd1", new LoraChoice(file, 0))));
    }

    /// <summary>The same picture as from a folder whose weights were changed by hand; with kohya's names, LDM's for XL's UNet.</summary>
    [Theory]
    [InlineData("tiny-sd1")]
    [InlineData("tiny-sdxl")]
    public void Apply_FileForAllNetworks_GivesThePixelsOfChangedWeights(string architecture)
    {
        string file = files.WriteForAll(architecture), byHand = files.ChangeByHand(architecture, file);

        byte[] merged = models.Pixels(files.Open(architecture, new LoraChoice(file, 0.5)));

        Assert.Equal(models.Pixels(ModelSources.Open(byHand)), merged);
        Assert.NotEqual(models.Pixels(ModelSources.Open(models.Folder(architecture))), merged);
    }
}
