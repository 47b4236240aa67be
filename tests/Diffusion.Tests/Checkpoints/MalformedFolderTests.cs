using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Model folders that are broken in every way that we could think of: one clear error that names a file, and nothing read outside the folder.</summary>
public sealed class MalformedFolderTests : IDisposable
{
    private static readonly string[] Json =
    [
        "model_index.json", "unet/config.json", "vae/config.json", "text_encoder/config.json", "tokenizer/vocab.json", "tokenizer/tokenizer_config.json",
        "scheduler/scheduler_config.json", "record.json",
    ];

    private static readonly string[] Weights = [TemporaryModel.UNetWeights, TemporaryModel.AutoencoderWeights, TemporaryModel.TextEncoderWeights];

    private readonly TemporaryModel model = new();
    private readonly ComputeRuntime runtime = new();

    public static TheoryData<string> JsonFiles => [.. Json];

    public static TheoryData<string> WeightFiles => [.. Weights];

    public void Dispose()
    {
        runtime.Dispose();
        model.Dispose();
    }

    [Theory]
    [MemberData(nameof(JsonFiles))]
    public void Json_Malformed_IsRefusedByName(string file)
    {
        string whole = File.ReadAllText(model.At(file));
        string deep = new('[', 200_000);
        foreach (string broken in (string[])["", " ", "null", "[]", "{", "\"text\"", whole[..(whole.Length / 2)], $"{whole}{whole}", deep, $"{{\"a\": {deep}", "{\"_class_name\": \"\\ud800\"}"])
        {
            File.WriteAllText(model.At(file), broken);
            // Text that is no Unicode is only noticed when it is asked for: then the tokenizer's folder is named.
            RequireRefused(file.StartsWith("tokenizer/", StringComparison.Ordinal) ? "tokenizer" : file, $"'{(broken.Length > 40 ? broken[..40] : broken)}'");
        }
    }

    [Theory]
    [MemberData(nameof(JsonFiles))]
    public void Json_Huge_IsNotRead(string file)
    {
        using (StreamWriter writer = new(model.At(file)))
        {
            writer.Write("{\"a\": \"");
            writer.Write(new string('x', 17 << 20));
            writer.Write("\"}");
        }

        RequireRefused(file, "17 MiB");
    }

    [Theory]
    [MemberData(nameof(JsonFiles))]
    public void Json_NotUtf8_IsRefused(string file)
    {
        File.WriteAllBytes(model.At(file), [.. "{\"_class_name\": \""u8, 0xFF, 0xFE, .. "\"}"u8]);

        RequireRefused(file, "bytes that are not UTF-8");
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
        string whole = File.ReadAllText(model.At(file));
        string open = whole.TrimEnd()[..^1];
        int refused = 0;
        foreach (string field in JsonNode.Parse(whole)!.AsObject().Select(entry => entry.Key))
        {
            foreach (string value in (string[])["null", "\"x\"", "-1", "0", "2147483648", "1e400", "[]", "true", "[1e9, 1e9, 1e9]"])
            {
                // The last field of a name counts.
                File.WriteAllText(model.At(file), $"{open}, \"{field}\": {value}}}");
                refused += Load($"{field} = {value}") is null ? 0 : 1;
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
        File.Delete(model.At(file));

        // Of weights, the folder is named: their file could have several names.
        RequireRefused(file.EndsWith(".safetensors", StringComparison.Ordinal) ? Path.GetDirectoryName(file)! : file, "missing");
    }

    [Theory]
    [MemberData(nameof(WeightFiles))]
    public void Weights_Truncated_AreRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(model.At(file));
        foreach (int length in (int[])[0, 1, 7, 8, 9, 100, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(model.At(file), whole[..length]);
            RequireRefused(file, $"{length} bytes");
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    public void Weights_WrongHeaderLength_AreRefused(ulong length)
    {
        byte[] whole = File.ReadAllBytes(model.At(TemporaryModel.UNetWeights));
        BinaryPrimitives.WriteUInt64LittleEndian(whole, length);
        File.WriteAllBytes(model.At(TemporaryModel.UNetWeights), whole);

        RequireRefused(TemporaryModel.UNetWeights, $"header of {length} bytes");
    }

    [Fact]
    public void Weights_OfAnotherComponent_AreRefused()
    {
        File.Copy(model.At(TemporaryModel.AutoencoderWeights), model.At(TemporaryModel.UNetWeights), overwrite: true);

        RequireRefused(TemporaryModel.UNetWeights, "the autoencoder's weights");
    }

    [Fact]
    public void Shards_Swapped_AreRefused()
    {
        (string first, string second) = Shard();
        File.Move(first, model.At("unet/held"));
        File.Move(second, first);
        File.Move(model.At("unet/held"), second);

        Assert.Contains("renamed", RequireRefused("unet", "swapped shards"), StringComparison.Ordinal);
    }

    [Fact]
    public void Shard_InBoth_IsRefused()
    {
        (string first, string second) = Shard();
        File.Copy(first, second, overwrite: true);

        RequireRefused("unet", "the same shard twice");
    }

    [Fact]
    public void Shard_Missing_IsNamedWithItsIndex()
    {
        (_, string second) = Shard();
        File.Delete(second);

        string message = RequireRefused("unet", "a missing shard");
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
        Shard();
        File.WriteAllText(model.At("unet/diffusion_pytorch_model.safetensors.index.json"), index);
        File.WriteAllText(model.At("secret.safetensors"), "never to be read");

        string message = RequireRefused("unet", index);
        Assert.Contains("weight_map", message, StringComparison.Ordinal);
    }

    /// <summary>Whether the target is there or not: it is not looked at.</summary>
    [Theory]
    [InlineData("unet/config.json", true)]
    [InlineData("unet/config.json", false)]
    [InlineData(TemporaryModel.UNetWeights, true)]
    [InlineData(TemporaryModel.TextEncoderWeights, false)]
    [InlineData("tokenizer/vocab.json", true)]
    [InlineData("tokenizer/merges.txt", true)]
    [InlineData("tokenizer/special_tokens_map.json", true)]
    [InlineData("scheduler/scheduler_config.json", true)]
    [InlineData("model_index.json", true)]
    [InlineData("record.json", true)]
    [InlineData("pose/model.onnx", true)]
    public void Link_OutOfTheFolder_IsNotFollowed(string file, bool exists)
    {
        if (exists && File.Exists(model.At(file)))
        {
            File.Move(model.At(file), model.Outside("target"));
        }

        File.Delete(model.At(file));
        File.CreateSymbolicLink(model.At(file), model.Outside("target"));

        Assert.Contains("leads out", RequireRefused(file, "a link out of the folder"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unet")]
    [InlineData("tokenizer")]
    [InlineData("pose")]
    public void LinkedComponent_OutOfTheFolder_IsNotFollowed(string component)
    {
        Directory.Move(model.At(component), model.Outside("target"));
        Directory.CreateSymbolicLink(model.At(component), Path.Combine("..", "target"));

        Assert.Contains("leads out", RequireRefused(component, "a linked folder"), StringComparison.Ordinal);
    }

    [Fact]
    public void LinkThroughALink_OutOfTheFolder_IsNotFollowed()
    {
        File.Move(model.At("unet/config.json"), model.Outside("config.json"));
        Directory.CreateSymbolicLink(model.At("away"), "..");
        File.CreateSymbolicLink(model.At("unet/config.json"), Path.Combine("..", "away", "config.json"));

        Assert.Contains("leads out", RequireRefused("unet", "a link through a link"), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_InACircle_AreRefused()
    {
        File.Delete(model.At("unet/config.json"));
        File.CreateSymbolicLink(model.At("unet/config.json"), "other.json");
        File.CreateSymbolicLink(model.At("unet/other.json"), "config.json");

        Assert.Contains("circle", RequireRefused("unet", "a circle"), StringComparison.Ordinal);
    }

    [Fact]
    public void Link_InsideTheFolder_IsFollowed()
    {
        Directory.CreateDirectory(model.At("shared"));
        File.Move(model.At("unet/config.json"), model.At("shared/unet.json"));
        File.CreateSymbolicLink(model.At("unet/config.json"), Path.Combine("..", "shared", "unet.json"));

        Assert.Null(Load("a link inside"));
    }

    /// <summary>Reading a pipe would wait for a writer that never comes.</summary>
    [Fact]
    public void Pipe_InPlaceOfAFile_IsNotOpened()
    {
        if (OperatingSystem.IsWindows())
        {
            // Pipes have no place in its file system.
            return;
        }

        File.Delete(model.At("unet/config.json"));
        using (Process mkfifo = Process.Start("mkfifo", [model.At("unet/config.json")]))
        {
            mkfifo.WaitForExit();
        }

        RequireRefused("unet/config.json", "a pipe");
    }

    /// <summary>Random bytes in configurations and headers: loaded (some mean nothing) or refused; the process lives on. The seed makes it repeatable.</summary>
    [Fact]
    public void RandomBytes_InEveryFile_NeverBreakMore()
    {
        Random random = new(20260101);
        string[] files = [.. Json, .. Weights, "tokenizer/merges.txt"];
        int refused = 0;
        const int Rounds = 240;
        for (int round = 0; round < Rounds; round++)
        {
            string file = files[round % files.Length];
            byte[] whole = File.ReadAllBytes(model.At(file));
            byte[] changed = Mutate(random, whole, file);
            File.WriteAllBytes(model.At(file), changed);
            refused += Load($"round {round}, {file}") is null ? 0 : 1;
            File.WriteAllBytes(model.At(file), whole);
        }

        Assert.InRange(refused, Rounds / 3, Rounds);
    }

    /// <summary>One to four bytes set, bits flipped, pieces removed or doubled; in weights within the header, as data is free.</summary>
    private static byte[] Mutate(Random random, byte[] whole, string file)
    {
        int length = file.EndsWith(".safetensors", StringComparison.Ordinal) ? 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(whole) : whole.Length;
        List<byte> changed = [.. whole];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(length);
            switch (random.Next(4))
            {
                case 0:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 1:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    changed.RemoveRange(at, Math.Min(random.Next(1, 20), length - at));
                    length = Math.Min(length, changed.Count);
                    break;
                default:
                    changed.InsertRange(at, Encoding.ASCII.GetBytes(random.Next(2) == 0 ? "999999999999" : "{\"a\":["));
                    break;
            }
        }

        return [.. changed];
    }

    private (string First, string Second) Shard()
    {
        const string First = "diffusion_pytorch_model-00001-of-00002.safetensors", Second = "diffusion_pytorch_model-00002-of-00002.safetensors";
        model.Shard(TemporaryModel.UNetWeights, "diffusion_pytorch_model.safetensors.index.json", First, Second);
        return (model.At($"unet/{First}"), model.At($"unet/{Second}"));
    }

    private string RequireRefused(string named, string damage)
    {
        string? message = Load(damage);
        Assert.True(message is not null, $"A folder with {damage} in place of {named} was taken.");
        Assert.Contains(model.At(named), message, StringComparison.Ordinal);
        return message;
    }

    /// <summary>What is wrong with the folder, through the entry that the program uses; null where it loads. Other exceptions fail the test.</summary>
    private string? Load(string damage)
    {
        try
        {
            DiffusionPipeline.Load(runtime, model.Path).Dispose();
            return null;
        }
        catch (Exception exception) when (exception is ModelFolderException or SafetensorsException or TokenizerFormatException or SchedulerConfigException)
        {
            Assert.True(exception.Message.Contains(model.Path, StringComparison.Ordinal), $"{damage}: no path in '{exception.Message}'");
            Assert.True(exception.Message.Length < 2000, $"{damage}: a message of {exception.Message.Length} characters");
            return exception.Message;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{damage}: {exception.GetType().Name}: {exception.Message}", exception);
        }
    }
}
