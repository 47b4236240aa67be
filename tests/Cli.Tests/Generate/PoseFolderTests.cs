using ReCorD.Cli.Application;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

public sealed class PoseFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PoseFolderTests() => Array.ForEach(["plain", "whole/pose", "asked", "configured"], name => Directory.CreateDirectory(folder.At(name)));

    [Theory]
    [InlineData("whole", "asked", "configured", "asked", "asked")]
    [InlineData("whole", null, "configured", "whole/pose", null)]
    [InlineData("whole", "", "configured", "whole/pose", null)]
    [InlineData("plain", "asked", "configured", "asked", "asked")]
    [InlineData("plain", null, "configured", "configured", "configured")]
    public void Find_SeveralNetworks_TakesTheStrongest(string model, string? asked, string? configured, string expected, string? given)
        => Assert.Equal(new PoseFolder(folder.At(expected), given), Find(model, asked, configured));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Find_NothingAnywhere_IsNone(string? configured) => Assert.Null(Find("plain", null, configured));

    [Theory]
    [InlineData("nowhere", null, "--pose")]
    [InlineData(null, "nowhere", "Pose:Folder")]
    public void Find_FolderThatIsNotThere_NamesTheSetting(string? asked, string? configured, string setting)
    {
        CommandException error = Assert.Throws<CommandException>(() => Find("plain", asked, configured));

        Assert.Contains("'nowhere'", error.Message, StringComparison.Ordinal);
        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A model with its own network does not need the configured one.</summary>
    [Fact]
    public void Find_ConfiguredFolderMissingButNotNeeded_IsNoError() => Assert.NotNull(Find("whole", null, "nowhere"));

    public void Dispose() => folder.Dispose();

    private PoseFolder? Find(string model, string? asked, string? configured)
        => PoseFolder.Find(new AppPaths(AppContext.BaseDirectory, folder.Path), folder.At(model), asked, configured);
}
