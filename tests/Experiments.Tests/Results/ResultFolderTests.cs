using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Tests.Support;

namespace ReCorD.Experiments.Tests.Results;

public sealed class ResultFolderTests : IDisposable
{
    private readonly TestFolder temporary = new();

    private ResultFolder Folder => new(temporary.At("results"));

    [Fact]
    public void EnsureFree_FolderOfSomethingElse_IsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(Folder.Path);
        File.WriteAllText(Folder.At(ResultFolder.Report), "mine");

        ExperimentException error = Assert.Throws<ExperimentException>(Folder.EnsureFree);

        Assert.Contains(Folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Folder.At(ResultFolder.Report)));
    }

    [Fact]
    public void EnsureFree_NoFolderAnEmptyOneOrResults_IsFree()
    {
        Folder.EnsureFree();
        Directory.CreateDirectory(Folder.Path);
        Folder.EnsureFree();
        ResultLog.Open(Folder, Shard.Whole, keep: true).Dispose();
        File.WriteAllText(Folder.At(ResultFolder.Report), "old");
        Folder.EnsureFree();
    }

    public void Dispose() => temporary.Dispose();
}
