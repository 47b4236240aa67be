using System.Text.Json.Nodes;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Models;

public sealed class ClipTextConfigTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("record-clip-").FullName, "config.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    [Theory]
    [InlineData("model_type", "t5")]
    [InlineData("hidden_act", "gelu_new")]
    [InlineData("num_attention_heads", 5)]
    [InlineData("num_hidden_layers", 1_000_000)]
    [InlineData("max_position_embeddings", 65_536)]
    [InlineData("layer_norm_eps", -1)]
    public void Load_UnsupportedValue_NamesFileAndField(string field, object value)
    {
        JsonObject config = JsonNode.Parse(File.ReadAllText(Path.Combine(TestFiles.MiniHoi, "text_encoder", "config.json")))!.AsObject();
        config[field] = JsonValue.Create(value);
        File.WriteAllText(path, config.ToJsonString());

        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => ClipTextConfig.Load(path));

        Assert.Equal(field, exception.Field);
        Assert.Equal(path, exception.Path);
    }
}
