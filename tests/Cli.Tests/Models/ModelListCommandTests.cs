using System.Runtime.Versioning;
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

    /// <summary>Each of these is beside a model that is listed all the same.</summary>
    [Theory]
    [InlineData("models--org--half/refs/main", true)]
    [InlineData("models--org--half/refs", false)]
    public async Task List_ReferenceThatCannotBeRead_NamesTheSnapshotByItsCommit(string broken, bool isLink)
    {
        using TemporaryFolder hub = new();
        Snapshot(hub, "org--half");
        Directory.CreateDirectory(Path.GetDirectoryName(hub.At(broken))!);
        if (isLink)
        {
            File.CreateSymbolicLink(hub.At(broken), "nowhere");
        }
        else
        {
            File.WriteAllText(hub.At(broken), "");
        }

        (string[] names, string error) = await ListAsync(hub.Path);

        Assert.Equal(["mini-hoi", $"org/half@{Commit}"], names);
        Assert.Contains($"warning: {hub.At("models--org--half/refs/main")}: cannot be read", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_CacheThatIsAFile_SaysSo()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("hub"), "");

        (string[] names, string error) = await ListAsync(folder.At("hub"));

        Assert.Equal(["mini-hoi"], names);
        Assert.Contains($"warning: {folder.At("hub")}: cannot be read (it is a file, not a folder)", error, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_CACHE", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_NoCache_IsNothingToWarnOf()
    {
        (string[] names, string error) = await ListAsync("/nowhere");

        Assert.Equal(["mini-hoi"], names);
        Assert.Empty(error);
    }

    /// <summary>No file that could be fetched would help.</summary>
    [Fact]
    public async Task CachedModelOfAnotherPipeline_IsNotSaidToBeIncomplete()
    {
        using TemporaryFolder hub = new();
        File.WriteAllText(Path.Combine(Snapshot(hub, "org--flux"), "model_index.json"), """{"_class_name": "FluxPipeline", "transformer": ["diffusers", "FluxTransformer2DModel"]}""");
        foreach (string[] command in (string[][])[["list"], ["inspect", $"org/flux@{Commit}"]])
        {
            using CommandHarness harness = new(null, ("HF_HUB_CACHE", hub.Path));
            await harness.RunAsync(["model", .. command]);

            string told = harness.Output.ToString() + harness.Error;
            Assert.Contains("'FluxPipeline' is not supported", told, StringComparison.Ordinal);
            Assert.DoesNotContain("lacks", told, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "", "hub")]
    [InlineData("models--org--half", "org/other", "models--org--half")]
    [InlineData("models--org--half/snapshots", "org/other", "snapshots")]
    [InlineData("models--org--half/refs", "org/half org/other", "refs")]
    [InlineData("models--org--half/snapshots/" + Commit, "org/half org/other", Commit)]
    [InlineData("models--org--half/snapshots/" + Commit + "/unet", "org/half org/other", "unet")]
    public async Task List_FolderThatMayNotBeRead_IsNamedBesideTheOthers(string denied, string expected, string named)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Windows has other permissions.
        }

        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(Snapshot(folder, "org--half", "hub"), "unet"));
        Directory.CreateDirectory(folder.At("hub/models--org--half/refs"));
        Snapshot(folder, "org--other", "hub");
        string path = folder.At(Path.Combine("hub", denied));
        File.SetUnixFileMode(path, UnixFileMode.None);
        try
        {
            using CommandHarness harness = new(null, ("HF_HUB_CACHE", folder.At("hub")));

            Assert.Equal(ExitCode.Success, await harness.RunAsync("model", "list"));

            // The superuser may read everything.
            string output = harness.Output.ToString(), all = output + harness.Error;
            IEnumerable<string> listed = Environment.IsPrivilegedProcess ? ["org/half", "org/other"] : expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(listed, name => Assert.Contains($"{name}@{Commit}", output, StringComparison.Ordinal));
            Assert.Equal(!Environment.IsPrivilegedProcess, all.Split('\n').Any(line => line.Contains("denied", StringComparison.Ordinal) && line.Contains(named, StringComparison.Ordinal)));
        }
        finally
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Snapshot(TemporaryFolder folder, string name, string below = "")
    {
        string snapshot = Directory.CreateDirectory(folder.At(Path.Combine(below, $"models--{name}/snapshots/{Commit}"))).FullName;
        File.WriteAllText(Path.Combine(snapshot, "model_index.json"), "{}");
        return snapshot;
    }

    private static async Task<(string[] Names, string Error)> ListAsync(string cache)
    {
        using CommandHarness harness = new(null, ("HF_HUB_CACHE", cache));
        Assert.Equal(ExitCode.Success, await harness.RunAsync("model", "list", "--json"));
        return ([.. JsonNode.Parse(harness.Output.ToString())!.AsArray().Select(entry => (string)entry!["name"]!)], harness.Error.ToString());
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
