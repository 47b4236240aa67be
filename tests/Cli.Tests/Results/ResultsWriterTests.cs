using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Results;

public sealed class ResultsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAsync_Run_WritesEveryResult()
    {
        using OutputFolder output = OutputFolder.Open(_folder.At("out"), OverwritePolicy.Refuse);

        await new ResultsWriter(new VipsPngCodec()).WriteAsync(Records.Outcome(), output, CancellationToken.None);

        IReadOnlyDictionary<string, string> texts = new VipsPngCodec().ReadTexts(File.ReadAllBytes(_folder.At("out/image.png")));
        Assert.Equal(GenerationParameters.Of(Records.Corrected()), texts["parameters"]);
        Assert.Equal(Records.Corrected().ImageSha256, RunRecordJson.Read(texts["record"], "png").ImageSha256);
        Assert.True(File.Exists(_folder.At("out/candidates/1.png")));
        Assert.Equal(Records.Corrected().Started, RunRecordJson.Read(File.ReadAllText(_folder.At("out/run.json")), "run").Started);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_folder.At("out/report.html")), StringComparison.Ordinal);
    }

    /// <summary>Those of an earlier run in the same folder go, so that no picture stands there that the record does not tell of.</summary>
    [Theory]
    [InlineData(2, new[] { "0.png", "1.png" })]
    [InlineData(0, new string[0])]
    public async Task WriteAsync_PlannersPictures_AreNumberedAndStaleOnesGo(int pictures, string[] expected)
    {
        Directory.CreateDirectory(_folder.At("out/branches"));
        File.WriteAllText(_folder.At("out/branches/2.png"), "old");
        using OutputFolder output = OutputFolder.Open(_folder.At("out"), OverwritePolicy.Replace);

        await new ResultsWriter(new VipsPngCodec()).WriteAsync(Records.Outcome(Records.Planned()) with { BranchImages = [.. Enumerable.Repeat(Records.Image(7), pictures)] }, output, CancellationToken.None);

        string folder = _folder.At("out/branches");
        Assert.Equal(expected, (Directory.Exists(folder) ? Directory.GetFiles(folder) : []).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WriteAsync_Rounds_AreWrittenAndOldOnesGo()
    {
        string old = _folder.At("out/rounds/3.png");
        Directory.CreateDirectory(Path.GetDirectoryName(old)!);
        File.WriteAllText(old, "old");
        using OutputFolder output = OutputFolder.Open(_folder.At("out"), OverwritePolicy.Replace);

        await new ResultsWriter(new VipsPngCodec()).WriteAsync(Records.Outcome(Records.Rounds()), output, CancellationToken.None);

        Assert.Equal(["1.png", "2.png"], Directory.GetFiles(_folder.At("out/rounds")).Select(Path.GetFileName).Order());
        Assert.Contains("ReCorD correction strength: 22.5", new VipsPngCodec().ReadTexts(File.ReadAllBytes(_folder.At("out/image.png")))["parameters"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_RunsThatDifferInTimeOnly_GiveEqualPictures()
    {
        byte[][] files = new byte[2][];
        for (int run = 0; run < 2; run++)
        {
            using OutputFolder output = OutputFolder.Open(_folder.At($"out{run}"), OverwritePolicy.Refuse);
            var record = Records.Corrected() with { Started = DateTimeOffset.UnixEpoch.AddDays(run), Timings = new Dictionary<string, double> { ["load"] = run } };
            await new ResultsWriter(new VipsPngCodec()).WriteAsync(Records.Outcome(record), output, CancellationToken.None);
            files[run] = File.ReadAllBytes(_folder.At($"out{run}/image.png"));
        }

        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public async Task WriteAsync_Cancelled_LeavesNothing()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        using (OutputFolder output = OutputFolder.Open(_folder.At("out"), OverwritePolicy.Refuse))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ResultsWriter(new VipsPngCodec()).WriteAsync(Records.Outcome(), output, cancelled.Token));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}
