using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Models;

public sealed class ModelInspectCommandTests
{
    private static string Embedded => Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi");

    [Fact]
    public async Task Inspect_EmbeddedModel_ShowsItsComponents()
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Success, await harness.RunAsync("model", "inspect", "mini-hoi", "--json", "--hash"));

        JsonNode summary = JsonNode.Parse(harness.Output.ToString())!;
        JsonArray components = summary["components"]!.AsArray();
        Assert.Equal(["unet", "vae", "text_encoder"], components.Select(component => (string)component!["name"]!));
        Assert.Equal("UNet2DConditionModel", (string)components[0]!["class"]!);
        Assert.Equal(["F16"], components[0]!["precision"]!.AsArray().Select(precision => (string)precision!));
        string file = Path.Combine(Embedded, "unet", "diffusion_pytorch_model.fp16.safetensors");
        Assert.Equal(new FileInfo(file).Length, (long)components[0]!["bytes"]!);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file))), (string)components[0]!["sha256"]!);
        Assert.Equal(64, (int)summary["imageSize"]!);
        Assert.Empty(summary["missing"]!.AsArray());
        Assert.Null(summary["problem"]);
        Assert.Empty(summary["hints"]!.AsArray());
    }

    [Fact]
    public async Task Inspect_ModelOfFewSteps_HintsAtItAndAtItsScheduler()
    {
        using CommandHarness harness = new();
        string file = Path.Combine(ModelCopy.Make(harness.Folder.At("fast")), "scheduler", "scheduler_config.json");
        JsonObject scheduler = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        scheduler["_class_name"] = "LCMScheduler";
        await File.WriteAllTextAsync(file, scheduler.ToJsonString());

        Assert.Equal(ExitCode.Success, await harness.RunAsync("model", "inspect", "fast"));

        string output = harness.Output.ToString();
        Assert.Contains("hint: By LCMScheduler this model seems to be made for few steps", output, StringComparison.Ordinal);
        Assert.Contains("hint: LCMScheduler is not supported; choose another with --scheduler: ddim, ", output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("generate", "a boy is kicking a ball", "--model", "fast", "--method", "stable-diffusion"));
        Assert.Contains("\"LCMScheduler\"; known are DDIMScheduler, ", harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_BrokenModel_ShowsWhatIsThereAndWhatIsNot()
    {
        using CommandHarness harness = new();
        foreach (string file in Directory.EnumerateFiles(Embedded, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("merges.txt", StringComparison.Ordinal)))
        {
            string copy = Path.Combine(harness.Folder.At("broken"), Path.GetRelativePath(Embedded, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("model", "inspect", "broken"));

        string output = harness.Output.ToString();
        Assert.Contains($"missing: {Path.Combine("tokenizer", "merges.txt")}", output, StringComparison.Ordinal);
        Assert.Contains("problem: ", output, StringComparison.Ordinal);
        Assert.Contains("UNet2DConditionModel", output, StringComparison.Ordinal);
    }
}
