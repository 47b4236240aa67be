using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>Runs of the embedded model and their repeats.</summary>
public sealed class GenerateRepeatTests
{
    /// <summary>The embedded model, two steps: same seed, same file; repeated from the picture, same pixels.</summary>
    [Fact]
    public async Task Generate_EmbeddedModel_RepeatsItselfExactly()
    {
        using CommandHarness harness = new();
        string[] options = ["--seed", "3", "--steps", "2", "--candidates", "2", "--box", "20,300,160,420"];

        int[] exitCodes =
        [
            await harness.RunAsync(["generate", "a boy is kicking a ball", "--out", "one", .. options]),
            await harness.RunAsync(["generate", "a boy is kicking a ball", "--out", "two", .. options]),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "three"),
        ];

        Assert.Equal([0, 0, 0], exitCodes);
        Assert.Equal(File.ReadAllBytes(harness.Folder.At("one/image.png")), File.ReadAllBytes(harness.Folder.At("two/image.png")));
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png), third = RecordFile.Read(harness.Folder.At("three"), harness.Services.Png);
        Assert.Equal(first.ImageSha256, third.ImageSha256);
        Assert.NotNull(first.Correction);
        Assert.Equal(first.Correction.Target, third.Correction!.Target);
        Assert.Equal(File.ReadAllBytes(harness.Folder.At("one/image.png")), File.ReadAllBytes(harness.Folder.At("three/image.png")));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    public async Task Generate_EmbeddedModelWithPreviews_RepeatsItselfExactly(string roughSteps)
    {
        using CommandHarness harness = new();

        int[] exitCodes =
        [
            await harness.RunAsync("generate", "a boy is kicking a ball", "--out", "one", "--seed", "3", "--steps", "6", "--candidates", "2", "--preview-step", "3", "--rough-steps", roughSteps),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "two"),
        ];

        Assert.Equal([0, 0], exitCodes);
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png);
        Assert.Equal((3, roughSteps == "0" ? null : 2), (first.Settings.PreviewStep, first.Settings.RoughSteps));
        Assert.Empty(first.Warnings);
        Assert.Equal(File.ReadAllBytes(harness.Folder.At("one/image.png")), File.ReadAllBytes(harness.Folder.At("two/image.png")));
    }

    [Fact]
    public async Task Generate_SeveralInteractionsAndRounds_RepeatExactly()
    {
        using CommandHarness harness = new();

        int[] exitCodes =
        [
            await harness.RunAsync("generate", "there is a ball and a boy kicks it while a girl is holding a cup", "--out", "one", "--seed", "3", "--steps", "2", "--candidates", "2", "--rounds", "3"),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "two"),
            await harness.RunAsync("generate", "--from", "one/image.png", "--out", "three", "--box", "20,300,160,420"),
        ];

        Assert.Equal([0, 0, 0], exitCodes);
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png), branch = RecordFile.Read(harness.Folder.At("three"), harness.Services.Png);
        Assert.Equal("a boy is kicking a ball and a girl is holding a cup", first.Prompt.Text);
        Assert.Equal(3, first.Rounds!.Items.Count);
        Assert.All(first.Rounds.Items, round => Assert.True(File.Exists(harness.Folder.At("one/" + round.Image))));
        Assert.Equal(File.ReadAllBytes(harness.Folder.At("one/image.png")), File.ReadAllBytes(harness.Folder.At("two/image.png")));
        Assert.Null(branch.Rounds);
        Assert.Equal((first.Rounds.Result().Seed, 1), (branch.Settings.Seed, branch.Settings.Rounds));
    }
}
