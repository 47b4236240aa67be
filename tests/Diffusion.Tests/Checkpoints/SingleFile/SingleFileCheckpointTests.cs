using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.SingleFile;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

/// <summary>Checkpoints made from small folders: they give the folder's pictures, and what is wrong with them is said.</summary>
public sealed class SingleFileCheckpointTests(TinyModels models) : IClassFixture<TinyModels>
{
    private int files;

    [Theory]
    [InlineData("tiny-sd1")]
    [InlineData("tiny-sd2")]
    [InlineData("tiny-sdxl")]
    public void Open_FolderAsOneFile_GivesTheSamePixels(string architecture)
    {
        string folder = models.Folder(architecture), file = Write(architecture);

        byte[] expected = models.Pixels(ModelSources.Open(folder));
        byte[] found = models.Pixels(ModelSources.Open(file, new ModelOptions { ConfigFolder = folder }));

        Assert.Equal(expected, found);
    }

    /// <summary>Types mix freely in published files: half precision is widened tensor by tensor.</summary>
    [Fact]
    public void Open_MixedTypes_WidensEach()
    {
        string file = Write("tiny-sd1", tensors =>
        {
            foreach (string key in tensors.Keys.Where(key => key.StartsWith("model.", StringComparison.Ordinal)).ToArray())
            {
                float[] values = tensors[key].ToArray<float>();
                tensors[key] = Tensor.From<Half>(Array.ConvertAll(values, value => (Half)value), tensors[key].Shape);
            }
        });
        using IModelSource single = Open("tiny-sd1", file), folder = ModelSources.Open(models.Folder("tiny-sd1"));
        TensorShape shape = new(32, 4, 3, 3);

        float[] found = single.UNetWeights.Get("conv_in.weight", shape).ToArray<float>();

        Assert.Equal(Array.ConvertAll(folder.UNetWeights.Get("conv_in.weight", shape).ToArray<float>(), value => (float)(Half)value), found);
    }

    [Fact]
    public void Get_SameName_GivesTheSameTensor()
    {
        using IModelSource model = Open("tiny-sd2", Write("tiny-sd2"));
        IWeightSource weights = model.TextEncoders[0].Weights;
        const string Name = "text_model.encoder.layers.1.self_attn.k_proj.weight";

        Assert.Same(weights.Get(Name, new TensorShape(128, 128)), weights.Get(Name, new TensorShape(128, 128)));
    }

    /// <summary>The marks and copies that published files carry change nothing.</summary>
    [Fact]
    public void Open_HarmlessKeys_AreIgnored()
    {
        string file = Write("tiny-sd1", tensors =>
        {
            foreach (string key in new[]
            {
                "betas", "alphas_cumprod_prev", "sqrt_recip_alphas_cumprod", "posterior_variance", "logvar", "model_ema.decay", "model_ema.num_updates",
                "model_ema.diffusion_modelinput_blocks00weight", "first_stage_model.loss.logvar",
            })
            {
                tensors.Add(key, Tensor.From([1f]));
            }
        });

        using IModelSource model = Open("tiny-sd1", file);

        Assert.Equal(Path.GetFileNameWithoutExtension(file), model.Name);
        Assert.Equal(64, model.ComputeSha256().Length);
    }

    [Theory]
    [InlineData("model.diffusion_model.input_blocks.1.0.in_layers.9.weight")]
    [InlineData("first_stage_model.encoder.extra.weight")]
    [InlineData("cond_stage_model.transformer.text_model.encoder.layers.7.mlp.fc1.weight")]
    [InlineData("something.else")]
    public void Open_UnknownKey_NamesIt(string key)
    {
        string file = Write("tiny-sd1", tensors => tensors.Add(key, Tensor.From([1f])));

        Assert.Equal(key, Refused("tiny-sd1", file).Field);
    }

    [Fact]
    public void Open_MissingWeight_NamesKeyNameAndShape()
    {
        string file = Write("tiny-sd1", tensors => tensors.Remove("model.diffusion_model.time_embed.2.bias"));

        ModelFolderException error = Refused("tiny-sd1", file);

        Assert.Equal("model.diffusion_model.time_embed.2.bias", error.Field);
        Assert.Contains("time_embedding.linear_2.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("[128]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WrongShape_NamesBoth()
    {
        string file = Write("tiny-sd1", tensors => tensors["model.diffusion_model.out.2.bias"] = Tensor.From([1f, 2f, 3f], 3));

        ModelFolderException error = Refused("tiny-sd1", file);

        Assert.Contains("[4]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[3]", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A file without autoencoder or text encoder takes them from the folder, where it has weights, and says what is missing where not.</summary>
    [Theory]
    [InlineData("first_stage_model.", "vae", "autoencoder")]
    [InlineData("cond_stage_model.", "text_encoder", "text encoder")]
    public void Open_PartMissing_TakesTheFoldersOrSaysWhich(string prefix, string component, string named)
    {
        string folder = models.Folder("tiny-sd1");
        string file = Write("tiny-sd1", tensors =>
        {
            foreach (string key in tensors.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            {
                tensors.Remove(key);
            }
        });
        string bare = models.At($"bare-{component}");
        foreach (string json in Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            string copy = Path.Combine(bare, Path.GetRelativePath(folder, json));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(json, copy);
        }

        Assert.Equal(models.Pixels(ModelSources.Open(folder)), models.Pixels(ModelSources.Open(file, new ModelOptions { ConfigFolder = folder })));
        ModelFolderException error = Assert.Throws<ModelFolderException>(() => ModelSources.Open(file, new ModelOptions { ConfigFolder = bare }));
        Assert.Contains($"no {named}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{component}/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AutoencoderNotFinite_IsRefusedWhenRead()
    {
        string file = Write("tiny-sd1", tensors => tensors["first_stage_model.decoder.conv_out.bias"] = Tensor.From([0f, float.NaN, 0f], 3));
        using IModelSource model = Open("tiny-sd1", file);

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => model.AutoencoderWeights.Get("decoder.conv_out.bias", new TensorShape(3)));

        Assert.Contains("not finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_UnpublishedSizesWithoutFolder_AsksForOne()
    {
        string file = Write("tiny-sd1");

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => ModelSources.Open(file));

        Assert.Contains("width 128", error.Message, StringComparison.Ordinal);
        Assert.Contains("--config", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWithConfig_IsRefused()
    {
        string folder = models.Folder("tiny-sd1");

        Assert.Throws<ModelFolderException>(() => ModelSources.Open(folder, new ModelOptions { ConfigFolder = folder }));
    }

    [Theory]
    [InlineData("model.ckpt")]
    [InlineData("model.pt")]
    public void Open_Pickle_IsRefusedUnread(string name)
    {
        string path = models.At($"{files++}-{name}");
        File.WriteAllBytes(path, [0x80, 2]);

        Assert.Contains("pickle", Assert.Throws<ModelFolderException>(() => ModelSources.Open(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>The folder beside a checkpoint comes from strangers as a model's does: nothing outside it is read, and no pipe.</summary>
    [Theory]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("tokenizer/special_tokens_map.json")]
    [InlineData("record.json")]
    [InlineData("pose/model.onnx")]
    public void Companion_FileThatLeadsOut_IsNotFollowed(string name)
    {
        using TemporaryModel folder = new();
        string inside = folder.At(name), outside = folder.Outside("target");
        File.WriteAllText(outside, "{}");
        File.Delete(inside);
        File.CreateSymbolicLink(inside, outside);

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => new CompanionFolder(folder.Path).Tokenizer("text_encoder"));

        Assert.Contains("leads out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoSafetensors_SaysSo()
    {
        string path = models.At("noise.safetensors");
        File.WriteAllText(path, "noise");

        Assert.Throws<SafetensorsException>(() => ModelSources.Open(path));
    }

    private string Write(string architecture, Action<Dictionary<string, Tensor>>? change = null)
    {
        Dictionary<string, Tensor> tensors = CheckpointWriter.Convert(models.Folder(architecture));
        change?.Invoke(tensors);
        string path = models.At($"{Guid.NewGuid():N}.safetensors");
        CheckpointWriter.Write(path, tensors);
        return path;
    }

    private IModelSource Open(string architecture, string file) => ModelSources.Open(file, new ModelOptions { ConfigFolder = models.Folder(architecture) });

    private ModelFolderException Refused(string architecture, string file) => Assert.Throws<ModelFolderException>(() => Open(architecture, file));
}
