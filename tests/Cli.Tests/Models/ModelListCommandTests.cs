using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Models;

public sealed class ModelListCommandTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public async Task List_HasEmbeddedConfiguredAndCachedModels()
    {
        using TemporaryFolder hub = new();
        string snapshot = Directory.CreateDirectory(hub.At($"models--org--half/snapshots/{Commit}")).FullName;
        File.WriteAllText(Path.Combine(snapshot, "model_index.json"), "{}");
        Directory.CreateDirectory(hub.At($"models--org--gpt/snapshots/{Commit}"));
        using CommandHarness harness = new(null, ("HF_HUB_CACHE", hub.Path), ("ReCorD__Models__kite", "mini-hoi"), ("ReCorD__Models__gone", "org/gone"));

        Assert.Equal(ExitCode.Success, await harness.RunAsync("model", "list", "--json"));

        JsonArray entries = JsonNode.Parse(harness.Output.ToString())!.AsArray();
        Assert.Equal(["mini-hoi", "gone", "kite", $"org/half@{Commit}"], entries.Select(entry => (string)entry!["name"]!));
        Assert.Contains("record model pull org/gone", (string)entries[1]!["problem"]!, StringComparison.Ordinal);
        Assert.Equal((string)entries[0]!["path"]!, (string)entries[2]!["path"]!);
        Assert.Contains(Path.Combine("unet", "config.json"), (string)entries[3]!["problem"]!, StringComparison.Ordinal);
    }

    /// <summary>Only a typed pull may ask the network.</summary>
    [Theory]
    [InlineData("model", "list")]
    [InlineData("model", "inspect", "org/name")]
    [InlineData("model", "check", "org/name")]
    [InlineData("generate", "a boy is kicking a ball", "--model", "org/name")]
    [InlineData("doctor", "--model", "org/name")]
    [InlineData("model", "pull", "org/name", "--offline")]
    public async Task Command_OtherThanPull_NeverConnects(params string[] args)
    {
        using CommandHarness harness = new(null, ("HF_HUB_CACHE", "/nowhere"));
        CommandServices services = harness.Services with { Http = () => throw new InvalidOperationException("A connection was made.") };

        await new RecordApplication(services).RunAsync(args, default);

        Assert.DoesNotContain("A connection was made.", harness.Error.ToString() + harness.Output, StringComparison.Ordinal);
    }
}
