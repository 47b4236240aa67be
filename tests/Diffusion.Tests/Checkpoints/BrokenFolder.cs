using ReCorD.Compute.Runtime;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>A copy of the embedded model to break, and what loading then says.</summary>
internal sealed class BrokenFolder : IDisposable
{
    /// <summary>Its configurations.</summary>
    public static readonly string[] Json =
    [
        "model_index.json", "unet/config.json", "vae/config.json", "text_encoder/config.json", "tokenizer/vocab.json", "tokenizer/tokenizer_config.json",
        "scheduler/scheduler_config.json", "record.json",
    ];

    /// <summary>Its weights.</summary>
    public static readonly string[] Weights = [TemporaryModel.UNetWeights, TemporaryModel.AutoencoderWeights, TemporaryModel.TextEncoderWeights];

    private readonly ComputeRuntime runtime = new();

    public TemporaryModel Model { get; } = new();

    public void Dispose()
    {
        runtime.Dispose();
        Model.Dispose();
    }

    /// <summary>Cuts the UNet into two shards with an index.</summary>
    public (string First, string Second) Shard()
    {
        const string First = "diffusion_pytorch_model-00001-of-00002.safetensors", Second = "diffusion_pytorch_model-00002-of-00002.safetensors";
        Model.Shard(TemporaryModel.UNetWeights, "diffusion_pytorch_model.safetensors.index.json", First, Second);
        return (Model.At($"unet/{First}"), Model.At($"unet/{Second}"));
    }

    /// <summary>Loads, and requires an error that names a file.</summary>
    public string RequireRefused(string named, string damage)
    {
        string? message = Load(damage);
        Assert.True(message is not null, $"A folder with {damage} in place of {named} was taken.");
        Assert.Contains(Model.At(named), message, StringComparison.Ordinal);
        return message;
    }

    /// <summary>What is wrong with the folder, through the entry that the program uses; null where it loads. Other exceptions fail the test.</summary>
    public string? Load(string damage)
    {
        try
        {
            DiffusionPipeline.Load(runtime, Model.Path).Dispose();
            return null;
        }
        catch (Exception exception) when (exception is ModelFolderException or SafetensorsException or TokenizerFormatException or SchedulerConfigException)
        {
            Assert.True(exception.Message.Contains(Model.Path, StringComparison.Ordinal), $"{damage}: no path in '{exception.Message}'");
            Assert.True(exception.Message.Length < 2000, $"{damage}: a message of {exception.Message.Length} characters");
            return exception.Message;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{damage}: {exception.GetType().Name}: {exception.Message}", exception);
        }
    }
}
