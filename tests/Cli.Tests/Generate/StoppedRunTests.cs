using System.Text.Json.Nodes;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>Ctrl-C in a run of several rounds.</summary>
public sealed class StoppedRunTests
{
    private static readonly string[] Run = ["generate", "a boy is kicking a ball", "--steps", "2", "--candidates", "2", "--seed", "3", "--rounds", "3", "--out", "out"];

    [Fact]
    public async Task Generate_StoppedAtTheFirstCritique_KeepsThePictureFromWhichItRepeats()
    {
        using CommandHarness harness = new();
        using CancellationTokenSource stop = new();
        using (ChatModelServer server = new())
        {
            server.Script = request => request.Number > 1 ? ModelReply.Say("") with { Hangs = true, Before = stop.Cancel } : null;

            Assert.Equal(ExitCode.Interrupted, await harness.RunAsync([.. Run, .. server.Options[2..], "--provider", "critic=openai", "--record", "heard.jsonl"], stop.Token));
        }

        Assert.Equal("stopped: the best round so far was kept (1 of 1).", harness.Error.ToString().TrimEnd());
        Assert.Contains($"  picture  {harness.Folder.At("out/image.png")}", harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("warning: Critique of round 1: the run was stopped before it came.", harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("out/report.html", harness.Files());
        Assert.Contains("heard.jsonl.partial", harness.Files());
        RunRecord kept = RecordFile.Read(harness.Folder.At("out"), harness.Services.Png);
        Assert.Equal(3, kept.Settings.Rounds);

        Assert.Equal(ExitCode.Success, await harness.RunAsync("generate", "--from", "out", "--out", "again"));
        Assert.Equal(kept.ImageSha256, RecordFile.Read(harness.Folder.At("again"), harness.Services.Png).ImageSha256);
    }

    [Fact]
    public async Task Generate_StoppedRunWithJson_TellsTheResultsAndThatItWasStopped()
    {
        using CancellationTokenSource stop = new();
        using CommandHarness harness = new(new ScriptedRunner((_, observer, _) =>
        {
            stop.Cancel();
            throw new RunStoppedException(Records.Outcome(Records.Rounds()), stop.Token);
        }));

        Assert.Equal(ExitCode.Interrupted, await harness.RunAsync([.. Run, "--json"], stop.Token));

        JsonNode[] events = [.. harness.Output.ToString().Trim().Split('\n').Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["run-finished", "error"], events[^2..].Select(entry => entry["event"]!.GetValue<string>()));
        Assert.True(events[^2]["stopped"]!.GetValue<bool>());
        Assert.Equal(ExitCode.Interrupted, events[^1]["exitCode"]!.GetValue<int>());
        Assert.True(File.Exists(harness.Folder.At("out/image.png")));
    }

    /// <summary>Ctrl-C after the last critique meets no stage that would notice it: the run is finished, and is written.</summary>
    [Fact]
    public async Task Generate_StoppedBetweenTheLastCritiqueAndTheWriting_KeepsTheFinishedRun()
    {
        using CancellationTokenSource stop = new();
        using CommandHarness harness = new(new ScriptedRunner(async (_, observer, _) =>
        {
            observer.Observe(new StageStarted(SceneStages.Critique, 0));
            await stop.CancelAsync();
            return Records.Outcome(Records.Rounds());
        }));

        Assert.Equal(ExitCode.Success, await harness.RunAsync(Run, stop.Token));

        Assert.Equal(2, RecordFile.Read(harness.Folder.At("out"), harness.Services.Png).Settings.Rounds);
    }

    /// <summary>Work without a picture worth keeping ends at once.</summary>
    [Fact]
    public async Task Generate_StoppedBeforeTheWritingWithoutRounds_LeavesNothing()
    {
        using CancellationTokenSource stop = new();
        using CommandHarness harness = new(new ScriptedRunner(async (_, _, _) =>
        {
            await stop.CancelAsync();
            return Records.Outcome();
        }));

        Assert.Equal(ExitCode.Interrupted, await harness.RunAsync(Run, stop.Token));

        Assert.Empty(harness.Files());
    }

    /// <summary>A repeat that was stopped may keep another round than the recorded run: that its pixels differ tells nothing of the machine.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generate_RepeatWithOtherPixels_IsWarnedOfOnlyWhereItCameToItsEnd(bool stopped)
    {
        using CancellationTokenSource stop = new();
        RunOutcome? outcome = null;
        using CommandHarness harness = new(new ScriptedRunner(async (_, observer, _) =>
        {
            observer.Observe(new StageStarted(SceneStages.Critique, 0));
            if (stopped && outcome!.Record.ImageSha256 == "beef")
            {
                await stop.CancelAsync();
                throw new RunStoppedException(outcome, stop.Token);
            }

            return outcome!;
        }));
        outcome = Records.Outcome(Records.Rounds());
        await harness.RunAsync(Run, CancellationToken.None);
        RunRecord kept = RecordFile.Read(harness.Folder.At("out"), harness.Services.Png);
        outcome = outcome with { Record = kept with { ImageSha256 = "beef" } };

        Assert.Equal(stopped ? ExitCode.Interrupted : ExitCode.Success, await harness.RunAsync(["generate", "--from", "out", "--out", "again"], stop.Token));

        Assert.Equal(!stopped, $"{harness.Output}{harness.Error}".Contains("The pixels differ", StringComparison.Ordinal));
    }

    /// <summary>The step that is being drawn may take longer to end than work with nothing to keep is given.</summary>
    [Fact]
    public async Task Generate_StoppedRunThatEndsLate_IsWaitedForOnceItHasAPicture()
    {
        using CancellationTokenSource stop = new();
        using CommandHarness harness = new(new ScriptedRunner(async (_, observer, _) =>
        {
            observer.Observe(new StageStarted(SceneStages.Critique, 0));
            await stop.CancelAsync();
            await Task.Delay(TimeSpan.FromSeconds(1.5), CancellationToken.None);
            throw new RunStoppedException(Records.Outcome(Records.Rounds()), stop.Token);
        }));

        Assert.Equal(ExitCode.Interrupted, await harness.RunAsync(Run, stop.Token));

        Assert.True(File.Exists(harness.Folder.At("out/image.png")));
    }
}
