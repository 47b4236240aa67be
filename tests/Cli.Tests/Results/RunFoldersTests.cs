using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Results;

public sealed class RunFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private RunFolders Folders => new(_folder.Path, new ManualTime(), "--outputs");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Newest_RunThatIsBeingWritten_IsNoRunYet()
    {
        using OutputFolder output = Folders.OpenNew("a boy");
        File.WriteAllText(Path.Combine(output.Staging, ResultFiles.Run), "{}");
        Assert.Empty(Folders.Newest());
        Assert.Null(Folders.Find(Path.GetFileName(output.Staging)));

        output.Commit();

        Assert.Equal([output.Target], Folders.Newest());
        Assert.Equal(output.Target, Folders.Find(Path.GetFileName(output.Target)));
    }

    [Fact]
    public void OpenNew_UnwritablePlace_NamesTheOptionThatChoosesAnother()
    {
        File.WriteAllText(_folder.At("file"), "");

        CommandException error = Assert.Throws<CommandException>(() => new RunFolders(_folder.At("file"), new ManualTime(), "--outputs").OpenNew("a boy"));

        Assert.EndsWith("Choose a folder you may write to with --outputs.", error.Message, StringComparison.Ordinal);
    }
}
