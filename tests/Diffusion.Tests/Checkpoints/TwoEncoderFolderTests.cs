using System.Text.Json.Nodes;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Folders of XL, whose second text encoder and tokenizer can be missing or mixed up.</summary>
public sealed class TwoEncoderFolderTests : IDisposable
{
    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("record-xl-").FullName, "model");

    public TwoEncoderFolderTests() => ModelInitializer.Write(
        new InitializationRequest { Architecture = ModelArchitecture.All["tiny-sdxl"], Folder = folder, Seed = 1, HalfPrecision = true, ShardSize = 4_000_000 }, null, default);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    /// <summary>One folder for all damages: making one takes longer than breaking it.</summary>
    [Fact]
    public void Open_PartOfTheSecondEncoder_IsMissedByName()
    {
        ModelSources.Open(folder).Dispose();
        Assert.Empty(ModelSurvey.Missing(folder));
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => file.Contains("_2", StringComparison.Ordinal) && Path.GetFileName(file) is not ("tokenizer_config.json" or "special_tokens_map.json"))];
        Assert.True(files.Length >= 4, $"Only {string.Join(", ", files)}.");
        foreach (string file in files)
        {
            File.Move(file, $"{file}.away");
            Exception? exception = Record.Exception(() => ModelSources.Open(folder));
            Assert.True(exception is ModelFolderException or TokenizerFormatException, $"without {file}: {exception}");
            Assert.Contains(Path.GetFileName(Path.GetDirectoryName(file)!), exception.Message, StringComparison.Ordinal);
            Assert.NotEmpty(ModelSurvey.Missing(folder));
            File.Move($"{file}.away", file);
        }
    }

    [Fact]
    public void Open_EncodersSwapped_IsRefused()
    {
        Directory.Move(Path.Combine(folder, "text_encoder"), Path.Combine(folder, "held"));
        Directory.Move(Path.Combine(folder, "text_encoder_2"), Path.Combine(folder, "text_encoder"));
        Directory.Move(Path.Combine(folder, "held"), Path.Combine(folder, "text_encoder_2"));

        Assert.Throws<ModelFolderException>(() => ModelSources.Open(folder));
    }

    [Fact]
    public void Open_Refiner_IsRefusedByWhatItIs()
    {
        string index = Path.Combine(folder, "model_index.json");
        File.WriteAllText(index, File.ReadAllText(index).TrimEnd()[..^1] + ", \"requires_aesthetics_score\": true}");

        Assert.Contains("refiner", Assert.Throws<ModelFolderException>(() => ModelSources.Open(folder)).Message, StringComparison.Ordinal);
    }

    /// <summary>The refiner's UNet with an index that does not say so, and without the first text encoder, which the refiner has not.</summary>
    [Fact]
    public void Open_RefinersUNet_IsRefusedByWhatItIs()
    {
        string config = Path.Combine(folder, "unet", "config.json");
        JsonObject json = JsonNode.Parse(File.ReadAllText(config))!.AsObject();
        (json["addition_time_embed_dim"], json["projection_class_embeddings_input_dim"]) = (256, 2560);
        File.WriteAllText(config, json.ToJsonString());
        Directory.Delete(Path.Combine(folder, "text_encoder"), recursive: true);

        Assert.Contains("refiner", Assert.Throws<ModelFolderException>(() => ModelSources.Open(folder)).Message, StringComparison.Ordinal);
    }
}
