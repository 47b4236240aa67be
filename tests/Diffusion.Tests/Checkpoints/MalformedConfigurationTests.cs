using System.Text.Json.Nodes;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Configurations that are broken in every way that we could think of: one clear error that names the file.</summary>
public sealed class MalformedConfigurationTests : IDisposable
{
    private readonly BrokenFolder folder = new();

    public static TheoryData<string> JsonFiles => [.. BrokenFolder.Json];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(JsonFiles))]
    public void Json_Malformed_IsRefusedByName(string file)
    {
        string whole = File.ReadAllText(folder.Model.At(file));
        string deep = new('[', 200_000);
        foreach (string broken in (string[])["", " ", "null", "[]", "{", "\"text\"", whole[..(whole.Length / 2)], $"{whole}{whole}", deep, $"{{\"a\": {deep}", "{\"_class_name\": \"\\ud800\"}"])
        {
            File.WriteAllText(folder.Model.At(file), broken);
            // Text that is no Unicode is only noticed when it is asked for: then the tokenizer's folder is named.
            folder.RequireRefused(file.StartsWith("tokenizer/", StringComparison.Ordinal) ? "tokenizer" : file, $"'{(broken.Length > 40 ? broken[..40] : broken)}'");
        }
    }

    [Theory]
    [MemberData(nameof(JsonFiles))]
    public void Json_Huge_IsNotRead(string file)
    {
        using (StreamWriter writer = new(folder.Model.At(file)))
        {
            writer.Write("{\"a\": \"");
            writer.Write(new string('x', 17 << 20));
            writer.Write("\"}");
        }

        folder.RequireRefused(file, "17 MiB");
    }

    [Theory]
    [MemberData(nameof(JsonFiles))]
    public void Json_NotUtf8_IsRefused(string file)
    {
        File.WriteAllBytes(folder.Model.At(file), [.. "{\"_class_name\": \""u8, 0xFF, 0xFE, .. "\"}"u8]);

        folder.RequireRefused(file, "bytes that are not UTF-8");
    }

    /// <summary>Every field of every configuration with values of other types and sizes: refused, or as good as a default.</summary>
    [Theory]
    [InlineData("model_index.json")]
    [InlineData("unet/config.json")]
    [InlineData("vae/config.json")]
    [InlineData("text_encoder/config.json")]
    [InlineData("tokenizer/tokenizer_config.json")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("record.json")]
    public void Field_WrongValue_NeverBreaksMore(string file)
    {
        string whole = File.ReadAllText(folder.Model.At(file));
        string open = whole.TrimEnd()[..^1];
        int refused = 0;
        foreach (string field in JsonNode.Parse(whole)!.AsObject().Select(entry => entry.Key))
        {
            foreach (string value in (string[])["null", "\"x\"", "-1", "0", "2147483648", "1e400", "[]", "true", "[1e9, 1e9, 1e9]"])
            {
                // The last field of a name counts.
                File.WriteAllText(folder.Model.At(file), $"{open}, \"{field}\": {value}}}");
                refused += folder.Load($"{field} = {value}") is null ? 0 : 1;
            }
        }

        Assert.True(refused > 0, $"Nothing in {file} is looked at.");
    }

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("unet/config.json")]
    [InlineData(TemporaryModel.UNetWeights)]
    [InlineData("vae/config.json")]
    [InlineData(TemporaryModel.AutoencoderWeights)]
    [InlineData("text_encoder/config.json")]
    [InlineData(TemporaryModel.TextEncoderWeights)]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("tokenizer/merges.txt")]
    [InlineData("scheduler/scheduler_config.json")]
    public void File_Missing_IsNamed(string file)
    {
        File.Delete(folder.Model.At(file));

        // Of weights, the folder is named: their file could have several names.
        folder.RequireRefused(file.EndsWith(".safetensors", StringComparison.Ordinal) ? Path.GetDirectoryName(file)! : file, "missing");
    }
}
