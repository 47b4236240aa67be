using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Results;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Commit_NewFolder_AppearsWholeAndAlone()
    {
        using OutputFolder output = OutputFolder.Open(_folder.At("deep/out"), OverwritePolicy.Refuse);
        File.WriteAllText(Path.Combine(output.Staging, ResultFiles.Image), "x");
        Assert.False(Directory.Exists(_folder.At("deep/out")));

        output.Commit();

        Assert.Equal(["out"], Directory.GetFileSystemEntries(_folder.At("deep")).Select(Path.GetFileName));
        Assert.Equal("x", File.ReadAllText(_folder.At("deep/out/image.png")));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesNothing()
    {
        using (OutputFolder output = OutputFolder.Open(_folder.At("outputs/run"), OverwritePolicy.Refuse))
        {
            File.WriteAllText(Path.Combine(output.Staging, ResultFiles.Image), "half");
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Open_FolderWithFiles_IsRefusedAndUntouched()
    {
        Directory.CreateDirectory(_folder.At("out"));
        File.WriteAllText(_folder.At("out/mine.txt"), "mine");

        UsageException error = Assert.Throws<UsageException>(() => OutputFolder.Open(_folder.At("out"), OverwritePolicy.Refuse));

        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(_folder.At("out")).Select(Path.GetFileName));
    }

    [Fact]
    public void Commit_WithForce_ReplacesResultsDropsStaleCandidatesAndKeepsTheRest()
    {
        Directory.CreateDirectory(_folder.At("out/candidates"));
        File.WriteAllText(_folder.At("out/mine.txt"), "mine");
        File.WriteAllText(_folder.At("out/image.png"), "old");
        File.WriteAllText(_folder.At("out/candidates/4.png"), "old");
        File.WriteAllText(_folder.At("out/candidates/notes.txt"), "mine");
        using OutputFolder output = OutputFolder.Open(_folder.At("out"), OverwritePolicy.Replace);
        Directory.CreateDirectory(Path.Combine(output.Staging, ResultFiles.Candidates));
        File.WriteAllText(Path.Combine(output.Staging, ResultFiles.Image), "new");
        File.WriteAllText(Path.Combine(output.Staging, ResultFiles.Candidates, "0.png"), "new");

        output.Commit();

        string[] files = [.. Directory.GetFiles(_folder.At("out"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.At("out"), file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        Assert.Equal(["candidates/0.png", "candidates/notes.txt", "image.png", "mine.txt"], files);
        Assert.Equal("new", File.ReadAllText(_folder.At("out/image.png")));
    }

    [Fact]
    public async Task Dispose_AfterTheFirstFileWasMoved_LetsTheCommitFinish()
    {
        const int Files = 500;
        string target = _folder.At("out");
        Directory.CreateDirectory(target);
        OutputFolder output = OutputFolder.Open(target, OverwritePolicy.Replace);
        for (int i = 0; i < Files; i++)
        {
            File.WriteAllText(Path.Combine(output.Staging, $"{i}.txt"), "x");
        }

        Task commit = Task.Run(output.Commit);
        SpinWait.SpinUntil(() => commit.IsCompleted || Directory.EnumerateFiles(target).Any());
        output.Dispose();
        await commit;

        Assert.Equal(Files, Directory.GetFileSystemEntries(target).Length);
    }

    [Fact]
    public void Commit_AfterDispose_IsRefused()
    {
        OutputFolder output = OutputFolder.Open(_folder.At("out"), OverwritePolicy.Refuse);
        output.Dispose();

        Assert.Throws<ObjectDisposedException>(output.Commit);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Open_WhereNothingCanBeMade_NamesTheFolderAsGiven()
    {
        // A file in place of the parent refuses even root.
        File.WriteAllText(_folder.At("file"), "");

        CommandException error = Assert.Throws<CommandException>(() => OutputFolder.Open(_folder.At("file/out"), OverwritePolicy.Refuse));

        Assert.Contains(_folder.At("file/out"), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".partial", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenNew_NameTaken_AppendsANumber()
    {
        Directory.CreateDirectory(_folder.At("run"));
        using OutputFolder output = OutputFolder.OpenNew(_folder.At("run"));

        output.Commit();

        Assert.Equal(_folder.At("run-2"), output.Target);
    }

    [Fact]
    public void Open_File_IsRefused()
    {
        File.WriteAllText(_folder.At("out"), "");

        Assert.Throws<UsageException>(() => OutputFolder.Open(_folder.At("out"), OverwritePolicy.Replace));
    }

    [Fact]
    public void Open_UnwritablePlace_FailsBeforeTheWork()
    {
        // A file where a parent folder should be cannot be written on any system, whoever runs the test.
        File.WriteAllText(_folder.At("file"), "");

        CommandException error = Assert.Throws<CommandException>(() => OutputFolder.Open(_folder.At("file/out"), OverwritePolicy.Refuse));

        Assert.StartsWith("Cannot write results", error.Message, StringComparison.Ordinal);
    }
}
