using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Experiments;

/// <summary><c>record experiment collect</c>.</summary>
public sealed class ExperimentCollectCommandTests : IDisposable
{
    private readonly ExperimentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Collect_FolderWithFiles_IsRefusedBeforeAnyWork()
    {
        await File.WriteAllTextAsync(_rig.Harness.Folder.At("prompts.txt"), "a boy is kicking a ball");
        Directory.CreateDirectory(_rig.Harness.Folder.At("scenes"));
        await File.WriteAllTextAsync(_rig.Harness.Folder.At("scenes/mine.txt"), "mine");

        Assert.Equal(ExitCode.Usage, await _rig.Harness.RunAsync("experiment", "collect", "prompts.txt", "--out", "scenes"));

        Assert.Contains("is not empty. Choose another folder: scenes of several runs are not mixed.", _rig.Complaints, StringComparison.Ordinal);
        Assert.Equal(["prompts.txt", Path.Combine("scenes", "mine.txt")], _rig.Harness.Files());
    }

    [Fact]
    public async Task Collect_ModelThatCannotBeUsed_EndsBeforeAnyWorkAndLeavesNothing()
    {
        await File.WriteAllTextAsync(_rig.Harness.Folder.At("prompts.txt"), "a boy is kicking a ball");

        int code = await _rig.Harness.RunAsync(
            "experiment", "collect", "prompts.txt", "--out", "scenes", "--set", "Chat:Provider=mine", "--set", "Chat:Providers:mine:Kind=recorded", "--set", "Chat:Providers:mine:File=missing.jsonl");

        Assert.NotEqual(ExitCode.Success, code);
        Assert.Contains("missing.jsonl", _rig.Complaints, StringComparison.Ordinal);
        Assert.Equal(["prompts.txt"], _rig.Harness.Files());
        Assert.False(Directory.Exists(_rig.Harness.Folder.At("scenes")));
    }

    [Theory]
    [InlineData(true, ExitCode.Interrupted, "stopped: the scenes of the first 1 of 3 sentences were kept.")]
    [InlineData(false, ExitCode.Failure, "error: Chat provider 'openai'")]
    public async Task Collect_EndedInTheMiddle_KeepsTheScenesBefore(bool stopped, int code, string complaint)
    {
        await File.WriteAllTextAsync(_rig.Harness.Folder.At("prompts.txt"), "a boy is kicking a ball\na woman is sitting on a box\na man is lifting a box");
        using CancellationTokenSource stop = new();
        using CommandHarness real = new();
        using ChatModelServer server = new();
        server.Script = request => request is not { Agent: "layout", Number: > 1 } ? null : stopped ? ModelReply.Say("") with { Hangs = true, Before = stop.Cancel } : new ModelReply(401, "no");

        int ended = await real.RunAsync(
            ["experiment", "collect", _rig.Harness.Folder.At("prompts.txt"), "--out", "scenes", "--steps", "8", "--candidates", "1", "--minimum-share", "0", "--minimum-agreement", "0", "--set", "Chat:Provider=openai", .. server.Options[2..]],
            stop.Token);

        Assert.Equal(code, ended);
        Assert.Contains(complaint, real.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 scenes of 1 sentences: ", real.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal([Path.Combine("scenes", "pictures", "001.png"), Path.Combine("scenes", "scenes.jsonl")], real.Files());
        Assert.Contains("\"prompt\":\"a boy is kicking a ball\"", (await File.ReadAllLinesAsync(real.Folder.At("scenes/scenes.jsonl")))[1], StringComparison.Ordinal);
    }
}
