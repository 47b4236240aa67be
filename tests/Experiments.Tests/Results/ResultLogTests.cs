using System.Text;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Tests.Support;

namespace ReCorD.Experiments.Tests.Results;

public sealed class ResultLogTests : IDisposable
{
    private readonly TestFolder temporary = new();

    private ResultFolder Folder => new(temporary.At("results"));

    [Fact]
    public void Append_Reopened_EverythingIsThere()
    {
        Fill("a", "b", "c");

        using ResultLog log = Open();

        Assert.Equal(["a", "b", "c"], log.Results.Keys.Order());
        Assert.Equal(0.25, log.Results["b"].Metrics["iou"]);
        Assert.Equal(0, log.Damaged);
    }

    /// <summary>Wherever a kill cuts the file: whole lines stay, the cut one goes, and what is appended afterwards can be read.</summary>
    [Fact]
    public void Open_FileCutAnywhere_KeepsExactlyTheWholeLines()
    {
        Fill("a", "b", "ü");
        byte[] whole = File.ReadAllBytes(Folder.LogOf(Shard.Whole));
        for (int length = 0; length <= whole.Length; length++)
        {
            byte[] cut = whole[..length];
            File.WriteAllBytes(Folder.LogOf(Shard.Whole), cut);
            string[] kept = [.. new[] { "a", "b", "ü" }.Take(cut.Count(one => one == '\n'))];

            using (ResultLog log = Open())
            {
                Assert.Equal(kept, log.Results.Keys.Order(StringComparer.Ordinal));
                Assert.Equal(0, log.Damaged);
                log.Append(Result("d"));
            }

            Assert.Equal([.. kept, "d"], ResultLog.Read(Folder, out int damaged).Keys);
            Assert.Equal(0, damaged);
        }
    }

    [Fact]
    public void Open_LongLines_CutIsFoundAcrossBlocks()
    {
        using (ResultLog log = Open())
        {
            log.Append(Result("a") with { Reasoning = new string('x', 10_000) });
            log.Append(Result("b") with { Reasoning = new string('y', 10_000) });
        }

        using (FileStream file = File.OpenWrite(Folder.LogOf(Shard.Whole)))
        {
            file.SetLength(file.Length - 5_000);
        }

        using ResultLog again = Open();
        Assert.Equal(["a"], again.Results.Keys);
    }

    [Fact]
    public void Open_DamagedLineWithin_IsCountedAndTheRestRead()
    {
        Fill("a");
        File.AppendAllText(Folder.LogOf(Shard.Whole), "no JSON\n");
        using (ResultLog log = Open())
        {
            Assert.Equal(1, log.Damaged);
            log.Append(Result("b"));
        }

        Assert.Equal(["a", "b"], ResultLog.Read(Folder, out _).Keys.Order());
    }

    [Fact]
    public void Open_WhileAnotherRuns_IsRefusedAndOtherPartsAreNot()
    {
        using ResultLog first = Open();

        ExperimentException error = Assert.Throws<ExperimentException>(Open);
        using ResultLog part = ResultLog.Open(Folder, new Shard(2, 8), keep: true);

        Assert.Contains("is being written by another run", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterTheOtherHasEnded_Works()
    {
        Open().Dispose();
        Open().Dispose();

        Assert.Empty(ResultLog.Read(Folder, out _));
    }

    [Fact]
    public void Read_SeveralParts_AreOneExperiment()
    {
        using (ResultLog part = ResultLog.Open(Folder, new Shard(2, 8), keep: true))
        {
            part.Append(Result("b"));
        }

        Fill("a");

        Assert.Equal(["a", "b"], ResultLog.Read(Folder, out _).Keys.Order());
    }

    [Fact]
    public void Open_Fresh_ForgetsItsPart()
    {
        Fill("a");

        using ResultLog log = ResultLog.Open(Folder, Shard.Whole, keep: false);

        Assert.Empty(log.Results);
    }

    [Fact]
    public void Open_FreshBesideOtherParts_TakesNothingFromThem()
    {
        using (ResultLog part = ResultLog.Open(Folder, new Shard(1, 2), keep: true))
        {
            part.Append(Result("a"));
        }

        using ResultLog log = ResultLog.Open(Folder, Shard.Whole, keep: false);

        Assert.Empty(log.Results);
        Assert.Equal(["a"], ResultLog.Read(Folder, out _).Keys);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Read_SameItemInSeveralParts_TheNewerCountsWhateverItsFile(int older, int newer)
    {
        DateTimeOffset start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        foreach ((int part, int minutes) in new[] { (older, 0), (newer, 1) })
        {
            using ResultLog log = ResultLog.Open(Folder, new Shard(part, 2), keep: true);
            log.Append(Result("a") with { Started = start.AddMinutes(minutes), Output = $"{minutes}" });
        }

        Assert.Equal("1", ResultLog.Read(Folder, out _)["a"].Output);
    }

    [Theory]
    [InlineData("pictures/0a.png", true)]
    [InlineData("pictures/../0a.png", false)]
    [InlineData("pictures/..\\0a.png", false)]
    [InlineData("../0a.png", false)]
    [InlineData("/etc/0a.png", false)]
    [InlineData("plan.json", false)]
    public void PictureOf_AnythingButAKeptName_IsNone(string name, bool isKept) => Assert.Equal(isKept ? Folder.At(name) : null, Folder.PictureOf(name));

    [Fact]
    public void Read_ResultAfterError_Counts()
    {
        using (ResultLog log = Open())
        {
            log.Append(Result("a") with { Error = "no connection" });
            log.Append(Result("a"));
            log.Append(Result("a") with { Error = "late" });
        }

        Assert.Null(ResultLog.Read(Folder, out _)["a"].Error);
    }

    [Fact]
    public void Keep_SamePicture_IsWrittenOnce()
    {
        Directory.CreateDirectory(Folder.Path);
        string first = Folder.Keep(new("name", Encoding.UTF8.GetBytes("picture")));
        string second = Folder.Keep(new("name", Encoding.UTF8.GetBytes("picture")));

        Assert.Equal("pictures/name.png", first);
        Assert.Equal(first, second);
        Assert.Single(Directory.GetFiles(Folder.At("pictures")));
    }

    [Fact]
    public async Task Keep_SamePictureFromManyAtOnce_IsWhole()
    {
        byte[] data = new byte[100_000];
        using Barrier together = new(8);

        string[] names = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return Folder.Keep(new("name", data));
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(names, name => Assert.Equal("pictures/name.png", name));
        Assert.Equal([Folder.At("pictures/name.png")], Directory.GetFiles(Folder.At("pictures")));
        Assert.Equal(data.Length, new FileInfo(Folder.At("pictures/name.png")).Length);
    }

    public void Dispose() => temporary.Dispose();

    private static ItemResult Result(string id) => new() { Id = id, Metrics = new Dictionary<string, double> { ["iou"] = 0.25 } };

    private ResultLog Open() => ResultLog.Open(Folder, Shard.Whole, keep: true);

    private void Fill(params string[] ids)
    {
        using ResultLog log = Open();
        foreach (string id in ids)
        {
            log.Append(Result(id));
        }
    }
}
