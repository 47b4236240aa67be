using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Show;

public class ShowCommandTests
{
    [Theory]
    [InlineData("out/image.png")]
    [InlineData("out/run.json")]
    [InlineData("out")]
    public async Task Show_ResultsByAnyName_PrintsThePartsAndReasons(string path)
    {
        using CommandHarness harness = await WithResultsAsync();

        Assert.Equal(ExitCode.Success, await harness.RunAsync("show", path));

        string text = harness.Output.ToString();
        Assert.StartsWith(GenerationParameters.Of(Records.Corrected()).ReplaceLineEndings(), text, StringComparison.Ordinal);
        Assert.Contains("pose         candidate 1: The leg is raised.", text, StringComparison.Ordinal);
        Assert.Contains("layout       [128,256,256,384]: At the foot.", text, StringComparison.Ordinal);
        Assert.Contains("20 % -> 60 %", text, StringComparison.Ordinal);

        // The copy of the record in the picture leaves out what differs from run to run.
        Assert.Equal(path.EndsWith(".json", StringComparison.Ordinal), text.Contains("paid         5 requests, 1 from the cache, 2 repeats, 1400 tokens sent, 60 received, 0.0125 paid", StringComparison.Ordinal));
        Assert.Contains("warning      The box is small.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Json_PrintsTheRecordAsStored()
    {
        using CommandHarness harness = await WithResultsAsync();

        await harness.RunAsync("show", "out/image.png", "--json");

        Assert.Equal("feed", RunRecordJson.Read(harness.Output.ToString(), "output").ImageSha256);
    }

    [Fact]
    public async Task Show_RecordWithControlCharacters_DoesNotCommandTheTerminal()
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding());
        var record = Records.Corrected() with { Warnings = ["\u001b[2Jgone"] };
        File.WriteAllText(harness.Folder.At("run.json"), RunRecordJson.Write(record, JsonLayout.Compact));

        await harness.RunAsync("show", "run.json");

        Assert.DoesNotContain('\u001b', harness.Output.ToString());
        Assert.Contains("[2Jgone", harness.Output.ToString(), StringComparison.Ordinal);
    }

    private static async Task<CommandHarness> WithResultsAsync()
    {
        CommandHarness harness = new(ScriptedRunner.Succeeding());
        using OutputFolder output = OutputFolder.Open(harness.Folder.At("out"), OverwritePolicy.Refuse);
        await new ResultsWriter(new VipsPngCodec()).WriteAsync(Records.Outcome(), output, CancellationToken.None);
        return harness;
    }
}
