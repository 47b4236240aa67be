using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Application;

public sealed class ModelLocatorTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> configured = [];

    private string Snapshot => folder.At(Path.Combine("hub", "models--org--tiny", "snapshots", Commit));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mini-hoi")]
    [InlineData("models/mini-hoi")]
    public void Locate_EmbeddedModel_IsThatOfTheProgram(string name)
    {
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi"), Locator().Locate(name));
        Assert.Equal(name, Locator().NameForRecord(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Locate_NoName_IsAMistakeOfUsage(string name) => Assert.Throws<UsageException>(() => Locator().Locate(name));

    [Fact]
    public void Locate_RelativePath_IsRecordedAsAFullOne()
    {
        Directory.CreateDirectory(folder.At("mine"));

        Assert.Equal(folder.At("mine"), Locator().Locate("mine"));
        Assert.Equal(folder.At("mine"), Locator().NameForRecord("mine"));
        Assert.Equal(folder.Path, Locator().NameForRecord("."));
    }

    [Fact]
    public void Locate_NameOfTheConfiguration_IsWhatItStandsFor()
    {
        configured["kite"] = "mini-hoi";
        configured["mine"] = folder.At("elsewhere");
        Directory.CreateDirectory(folder.At("elsewhere"));

        Assert.Equal(Locator().Locate("mini-hoi"), Locator().Locate("kite"));
        Assert.Equal(folder.At("elsewhere"), Locator().Locate("mine"));
        Assert.Equal("mine", Locator().NameForRecord("mine"));
    }

    [Theory]
    [InlineData("org/tiny")]
    [InlineData("org/tiny@main")]
    [InlineData($"org/tiny@{Commit}")]
    public void Locate_IdInTheCache_IsItsSnapshot(string id)
    {
        FillCache();

        Assert.Equal(Snapshot, Locator().Locate(id));
        Assert.Equal(id, Locator().NameForRecord(id));
    }

    [Fact]
    public void Locate_IncompleteSnapshot_NamesWhatIsMissingAndHowToGetIt()
    {
        FillCache();
        File.Delete(Path.Combine(Snapshot, "vae", "config.json"));

        string message = Assert.Throws<CommandException>(() => Locator().Locate("org/tiny")).Message;

        Assert.Contains(Path.Combine("vae", "config.json"), message, StringComparison.Ordinal);
        Assert.Contains("record model pull org/tiny", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("org/tini", "org/tiny", "record model pull org/tini")]
    [InlineData("minihoi", "mini-hoi", "record model list")]
    [InlineData("kites", "kite", "Looked in")]
    public void Locate_Unknown_TellsPlacesAndSimilarNames(string model, string similar, string hint)
    {
        FillCache();
        configured["kite"] = "mini-hoi";

        string message = Assert.Throws<CommandException>(() => Locator().Locate(model)).Message;

        Assert.Contains($"Similar names: {similar}.", message, StringComparison.Ordinal);
        Assert.Contains(hint, message, StringComparison.Ordinal);
        Assert.Contains(folder.At(model), message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_ConfiguredNameOfNothing_NamesTheEntry()
    {
        configured["kite"] = "org/none";

        string message = Assert.Throws<CommandException>(() => Locator().Locate("kite")).Message;

        Assert.Contains("Models:kite", message, StringComparison.Ordinal);
        Assert.Contains("record model pull org/none", message, StringComparison.Ordinal);
    }

    private ModelLocator Locator() => new(
        new AppPaths(AppContext.BaseDirectory, folder.Path), new EnvironmentVariables(new Dictionary<string, string?> { ["HF_HUB_CACHE"] = folder.At("hub") }), configured);

    private void FillCache()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Snapshot, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string references = folder.At(Path.Combine("hub", "models--org--tiny", "refs"));
        Directory.CreateDirectory(references);
        File.WriteAllText(Path.Combine(references, "main"), $"{Commit}\n");
    }
}
