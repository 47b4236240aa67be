using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

namespace ReCorD.Diffusion.Tests.Checkpoints.Lora;

/// <summary>LoRA files on small models, held to products computed here in double precision.</summary>
public sealed class LoraModelTests(TinyModels models) : IClassFixture<TinyModels>
{
    /// <summary>Sums of a few products in single precision differ from those in double by a few units of the last place.</summary>
    private const float Tolerance = 1e-6f;

    private const string Linear = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
    private const string Convolution = "down_blocks.1.resnets.0.conv1";
    private const string OneByOne = "mid_block.attentions.0.proj_in";
    private const string Text = "text_model.encoder.layers.1.mlp.fc1";

    /// <summary>W + weight · alpha / rank · up · down, for a linear layer, a convolution of 3x3 and one of 1x1, whose factors may have any of their ranks.</summary>
    [Theory]
    [InlineData(Linear, new long[] { 64, 64 }, new long[] { 3, 64 }, new long[] { 64, 3 }, 1.5f)]
    [InlineData(Linear, new long[] { 64, 64 }, new long[] { 3, 64, 1, 1 }, new long[] { 64, 3, 1, 1 }, null)]
    [InlineData(Convolution, new long[] { 64, 32, 3, 3 }, new long[] { 2, 32, 3, 3 }, new long[] { 64, 2, 1, 1 }, 8f)]
    [InlineData(OneByOne, new long[] { 64, 64, 1, 1 }, new long[] { 5, 64 }, new long[] { 64, 5 }, 0f)]
    [InlineData(OneByOne, new long[] { 64, 64, 1, 1 }, new long[] { 40, 64, 1, 1 }, new long[] { 64, 40, 1, 1 }, 4f)]
    public void Apply_TwoFactors_AddsTheirProduct(string module, long[] shape, long[] down, long[] up, float? alpha)
    {
        Dictionary<string, Tensor> tensors = new() { [$"unet.{module}.lora_A.weight"] = Random(1, down), [$"unet.{module}.lora_B.weight"] = Random(2, up) };
        if (alpha is { } value)
        {
            tensors[$"unet.{module}.alpha"] = Tensor.From([value]);
        }

        (float[] original, float[] changed) = Merge(module, shape, tensors, 0.7);

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
        Tensor up = Random(1, Outputs, Rank, 1, 1), middle = Random(2, Rank, Rank, 3, 3), down = Random(3, Rank, Inputs, 1, 1);
        const string Name = "lora_unet_down_blocks_1_resnets_0_conv1";

        (float[] original, float[] changed) = Merge(
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
        Dictionary<string, Tensor> tensors = new() { [$"unet.{Linear}.lora_A.weight"] = Random(1, 4, 64), [$"unet.{Linear}.lora_B.weight"] = Random(2, 64, 4) };

        (float[] original, float[] plain) = Merge(Linear, [64, 64], tensors, scale);
        (_, float[] scaled) = Merge(Linear, [64, 64], tensors, 1, new Dictionary<string, string> { ["lora_adapter_metadata"] = settings });

        Assert.NotEqual(original, plain);
        Assert.Equal(plain, scaled);
    }

    [Fact]
    public void Apply_TwoFiles_AddsBothAndLeavesTheRest()
    {
        string first = Write(new() { [$"unet.{Linear}.lora_A.weight"] = Random(1, 1, 64), [$"unet.{Linear}.lora_B.weight"] = Random(2, 64, 1) });
        string second = Write(new() { [$"text_encoder.{Text}.lora_A.weight"] = Random(3, 1, 128), [$"text_encoder.{Text}.lora_B.weight"] = Random(4, 512, 1) });
        using IModelSource plain = ModelSources.Open(models.Folder("tiny-sd1")), model = Open("tiny-sd1", new LoraChoice(first), new LoraChoice(second, -0.5), new LoraChoice(first));
        IWeightSource unet = model.UNetWeights, texts = model.TextEncoders[0].Weights;
        TensorShape shape = new(64, 64), textShape = new(512, 128), conv = new(32, 4, 3, 3);

        Assert.NotEqual(plain.TextEncoders[0].Weights.Get($"{Text}.weight", textShape).ToArray<float>(), texts.Get($"{Text}.weight", textShape).ToArray<float>());
        Assert.Equal(plain.UNetWeights.Get("conv_in.weight", conv).ToArray<float>(), unet.Get("conv_in.weight", conv).ToArray<float>());
        Assert.Same(unet.Get($"{Linear}.weight", shape), unet.Get($"{Linear}.weight", shape));
        float change = unet.Get($"{Linear}.weight", shape).ToArray<float>()[0] - plain.UNetWeights.Get($"{Linear}.weight", shape).ToArray<float>()[0];
        Assert.Equal(2 * Random(1, 1, 64).ToArray<float>()[0] * Random(2, 64, 1).ToArray<float>()[0], change, Tolerance);
    }

    [Fact]
    public void Apply_WeightZero_GivesTheSamePixels()
    {
        string file = WriteForAll("tiny-sd1");

        Assert.Equal(models.Pixels(ModelSources.Open(models.Folder("tiny-sd1"))), models.Pixels(Open("tiny-sd1", new LoraChoice(file, 0))));
    }

    /// <summary>The same picture as from a folder whose weights were changed by hand; with kohya's names, LDM's for XL's UNet.</summary>
    [Theory]
    [InlineData("tiny-sd1")]
    [InlineData("tiny-sdxl")]
    public void Apply_FileForAllNetworks_GivesThePixelsOfChangedWeights(string architecture)
    {
        string file = WriteForAll(architecture), byHand = ChangeByHand(architecture, file);

        byte[] merged = models.Pixels(Open(architecture, new LoraChoice(file, 0.5)));

        Assert.Equal(models.Pixels(ModelSources.Open(byHand)), merged);
        Assert.NotEqual(models.Pixels(ModelSources.Open(models.Folder(architecture))), merged);
    }

    [Theory]
    [InlineData("dora_scale", "DoRA")]
    [InlineData("lora_magnitude_vector.weight", "DoRA")]
    [InlineData("hada_w1_a", "LoHa")]
    [InlineData("lokr_w1", "LoKr")]
    [InlineData("oft_blocks", "OFT")]
    [InlineData("a1.weight", "GLoRA")]
    [InlineData("on_input", "IA3")]
    [InlineData("diff", "differences")]
    [InlineData("diff_b", "differences")]
    [InlineData("w_norm", "normalisations")]
    [InlineData("lora_A1.weight", "no part of a LoRA")]
    public void Apply_AnotherMethod_IsRefusedByName(string ending, string method)
    {
        string key = $"lora_unet_mid_block_attentions_0_proj_in.{ending}";
        ModelFolderException error = Refused(new() { [key] = Random(1, 2, 2) });

        Assert.Equal(key, error.Field);
        Assert.Contains(method, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_ModuleOfAnotherModel_SaysHowManyAndWhatFor()
    {
        ModelFolderException error = Refused(
            new() { ["lora_unet_nowhere.lora_down.weight"] = Random(1, 1, 64), ["lora_unet_nowhere.lora_up.weight"] = Random(1, 64, 1), ["lora_te2_x.alpha"] = Tensor.From([1f]) },
            new Dictionary<string, string> { ["ss_base_model_version"] = "sdxl_base_v1-0" });

        Assert.Contains("2 of its 2 modules", error.Message, StringComparison.Ordinal);
        Assert.Contains("sdxl_base_v1-0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 2, 48 }, new long[] { 64, 2 })]
    [InlineData(new long[] { 2, 64 }, new long[] { 48, 2 })]
    [InlineData(new long[] { 2, 64 }, new long[] { 64, 3 })]
    [InlineData(new long[] { 64 }, new long[] { 64, 1 })]
    public void Apply_WrongShape_NamesAllShapes(long[] down, long[] up)
    {
        ModelFolderException error = Refused(new() { [$"unet.{Linear}.lora_A.weight"] = Random(1, down), [$"unet.{Linear}.lora_B.weight"] = Random(1, up) });

        Assert.Contains(new TensorShape(down).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(new TensorShape(up).ToString(), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lora_A")]
    [InlineData("lora_B")]
    public void Apply_NumbersThatAreNotFinite_NamesTheFactor(string factor)
    {
        Dictionary<string, Tensor> tensors = new() { [$"unet.{Linear}.lora_A.weight"] = Random(1, 2, 64), [$"unet.{Linear}.lora_B.weight"] = Random(1, 64, 2) };
        tensors[$"unet.{Linear}.{factor}.weight"].AsSpan<float>()[3] = float.NaN;

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => Merge(Linear, [64, 64], tensors, 1));

        Assert.Equal($"unet.{Linear}.{factor}.weight", error.Field);
    }

    [Fact]
    public void Apply_OneFactorAlone_IsRefused()
        => Assert.Contains("only a part", Refused(new() { [$"unet.{Linear}.lora_A.weight"] = Random(1, 2, 64) }).Message, StringComparison.Ordinal);

    [Fact]
    public void Apply_ModuleUnderTwoNames_IsRefused()
    {
        Dictionary<string, Tensor> tensors = [];
        foreach (string name in new[] { $"unet.{Linear}", "lora_unet_middle_block_1_transformer_blocks_0_attn1_to_q" })
        {
            tensors[$"{name}.lora_down.weight"] = Random(1, 2, 64);
            tensors[$"{name}.lora_up.weight"] = Random(1, 64, 2);
        }

        Assert.Contains("once", Refused(tensors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFileOrPickle_SaysSo()
    {
        string pickle = models.At("style.pt");
        File.WriteAllBytes(pickle, [0x80, 2]);

        Assert.Contains("no such file", Assert.Throws<ModelFolderException>(() => Open("tiny-sd1", new LoraChoice(models.At("none.safetensors")))).Message, StringComparison.Ordinal);
        Assert.Contains("pickle", Assert.Throws<ModelFolderException>(() => Open("tiny-sd1", new LoraChoice(pickle))).Message, StringComparison.Ordinal);
    }

    private static Tensor Random(ulong seed, params long[] shape)
    {
        Tensor values = RandomWeights.Create(seed, "lora.weight", new TensorShape([1, shape.Aggregate(1L, (product, size) => product * size)]));
        return Tensor.From<float>(values.AsSpan<float>(), new TensorShape(shape));
    }

    private (float[] Original, float[] Changed) Merge(string module, long[] shape, Dictionary<string, Tensor> tensors, double weight, Dictionary<string, string>? metadata = null)
    {
        using IModelSource plain = ModelSources.Open(models.Folder("tiny-sd1")), model = Open("tiny-sd1", new LoraChoice(Write(tensors, metadata), weight));
        return (plain.UNetWeights.Get($"{module}.weight", new TensorShape(shape)).ToArray<float>(), model.UNetWeights.Get($"{module}.weight", new TensorShape(shape)).ToArray<float>());
    }

    private string Write(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null)
    {
        string path = models.At($"{Guid.NewGuid():N}.safetensors");
        CheckpointWriter.Write(path, tensors, metadata);
        return path;
    }

    /// <summary>Changes of rank 2 for every linear layer and convolution, in kohya's names.</summary>
    private string WriteForAll(string architecture)
    {
        Dictionary<string, Tensor> tensors = [];
        using IModelSource model = ModelSources.Open(models.Folder(architecture));
        bool isXL = model.TextEncoders.Count == 2;
        foreach ((string name, TensorShape shape) in ExpectedWeights.Of(model.UNet).Where(weight => weight.Value.Rank > 1))
        {
            string original = isXL ? OriginalNames.UNet(name, 1, model.UNet.UpAttention)["model.diffusion_model.".Length..] : name;
            Add(tensors, $"lora_unet_{original[..^".weight".Length].Replace('.', '_')}", shape);
        }

        for (int index = 0; index < model.TextEncoders.Count; index++)
        {
            foreach ((string name, TensorShape shape) in ExpectedWeights.Of(model.TextEncoders[index].Config, false).Where(weight => weight.Value.Rank > 1 && weight.Key.Contains("layers", StringComparison.Ordinal)))
            {
                Add(tensors, $"lora_te{(isXL ? $"{index + 1}" : "")}_{name[..^".weight".Length].Replace('.', '_')}", shape);
            }
        }

        return Write(tensors);
    }

    private static void Add(Dictionary<string, Tensor> tensors, string name, TensorShape shape)
    {
        tensors[$"{name}.lora_down.weight"] = Random((ulong)tensors.Count, shape.With(0, 2).ToArray());
        tensors[$"{name}.lora_up.weight"] = Random((ulong)tensors.Count, shape.Rank == 2 ? [shape[0], 2] : [shape[0], 2, 1, 1]);
        tensors[$"{name}.alpha"] = Tensor.From([1f]);
    }

    /// <summary>A copy of a folder with W + 0.5 · 1/2 · up · down written into its files, component by component.</summary>
    private string ChangeByHand(string architecture, string file)
    {
        string source = models.Folder(architecture), target = models.At($"by-hand-{architecture}");
        using SafetensorsFile lora = SafetensorsFile.Open(file);
        using IModelSource model = ModelSources.Open(source);
        foreach (string path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            string component = Path.GetFileName(Path.GetDirectoryName(path)!);
            if (!path.EndsWith(".safetensors", StringComparison.Ordinal) || component == "vae")
            {
                File.Copy(path, copy);
                continue;
            }

            using SafetensorsFile stored = SafetensorsFile.Open(path);
            string prefix = component switch { "unet" => "lora_unet_", "text_encoder_2" => "lora_te2_", _ => model.TextEncoders.Count == 2 ? "lora_te1_" : "lora_te_" };
            SafetensorsWriter.Write(copy, stored.Names.Select(name => (name, Changed(stored, name, prefix, lora, model.TextEncoders.Count == 2 ? model.UNet : null))).ToArray());
        }

        return target;
    }

    private static Tensor Changed(SafetensorsFile stored, string name, string prefix, SafetensorsFile lora, UNetConfig? original)
    {
        Tensor weight = stored.Read(name);
        string module = prefix == "lora_unet_" && original is not null ? OriginalNames.UNet(name, 1, original.UpAttention)["model.diffusion_model.".Length..] : name;
        string key = prefix + module[..^Math.Min(module.Length, ".weight".Length)].Replace('.', '_');
        if (!name.EndsWith(".weight", StringComparison.Ordinal) || !lora.Contains($"{key}.alpha"))
        {
            return weight;
        }

        float[] values = weight.ToArray<float>(), up = lora.Read($"{key}.lora_up.weight").ToArray<float>(), down = lora.Read($"{key}.lora_down.weight").ToArray<float>();
        int columns = values.Length / (int)weight.Shape[0];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += ((up[i / columns * 2] * down[i % columns]) + (up[(i / columns * 2) + 1] * down[columns + (i % columns)])) * 0.25f;
        }

        return Tensor.From<float>(values, weight.Shape);
    }

    private IModelSource Open(string architecture, params LoraChoice[] loras) => ModelSources.Open(models.Folder(architecture), new ModelOptions { Loras = loras });

    private ModelFolderException Refused(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null)
        => Assert.Throws<ModelFolderException>(() => Open("tiny-sd1", new LoraChoice(Write(tensors, metadata))));
}
