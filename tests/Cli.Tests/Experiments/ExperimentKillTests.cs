using System.Diagnostics;
using System.Globalization;
using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;

namespace ReCorD.Cli.Tests.Experiments;

/// <summary>The real program, killed or stopped in the middle of an experiment.</summary>
public class ExperimentKillTests
{
    private const int Tests = 8, FinishedBeforeTheKill = 3;

    /// <summary>Far beyond what the start of a process takes; reached only where something is broken.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Kill9_InTheMiddleThenRunAgain_NothingIsLostAndNothingDoneTwice()
    {
        using CommandHarness harness = new();
        using LayoutServer server = new() { SilentFrom = FinishedBeforeTheKill + 1 };
        string file = Write(harness, server.Address);
        ResultFolder folder = new(harness.Folder.At("results"));
        using (Process process = Start(harness, file))
        {
            await server.Silence.WaitAsync(Patience);
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(Patience);
        }

        string log = folder.LogOf(Shard.Whole);
        Assert.Equal(FinishedBeforeTheKill, (await File.ReadAllLinesAsync(log)).Length);

        // The kill might as well have come in the middle of a line.
        await File.AppendAllTextAsync(log, "{\"id\":\"0123456789abcdef\",\"metr");
        server.SilentFrom = null;
        string[] before = [.. server.Answered.Distinct()];
        server.Answered.Clear();

        Assert.Equal(ExitCode.Success, await harness.RunAsync("experiment", "run", file));

        string[] planned = [.. folder.ReadPlan().Items.Select(item => item.Id)];
        string[] written = [.. (await File.ReadAllLinesAsync(log)).Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!["id"]!.GetValue<string>())];
        Assert.Equal(planned, written);
        Assert.Equal(FinishedBeforeTheKill, before.Length);
        Assert.Empty(before.Intersect(server.Answered));
        Assert.Equal(Tests - FinishedBeforeTheKill, server.Answered.Distinct().Count());
        Assert.Contains($"{FinishedBeforeTheKill} of {Tests} items are done already.", harness.Output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The exchanges of finished items are asked for once, and lie only in the recording.</summary>
    [Fact]
    public async Task CtrlC_InTheMiddleThenRunAgain_RecordsEveryItemOnce()
    {
        using CommandHarness harness = new();
        using LayoutServer server = new() { SilentFrom = FinishedBeforeTheKill + 1 };
        string file = Write(harness, server.Address), recording = harness.Folder.At("kept.jsonl");
        string[] command = ["experiment", "run", file, "--record", recording];
        using (CancellationTokenSource stop = new())
        {
            Task<int> stopped = harness.RunAsync(command, stop.Token);
            await server.Silence.WaitAsync(Patience);
            await stop.CancelAsync();
            Assert.Equal(ExitCode.Interrupted, await stopped);
        }

        string[] before = await File.ReadAllLinesAsync($"{recording}.partial");
        Assert.Equal(1 + FinishedBeforeTheKill, before.Length);
        server.SilentFrom = null;

        // Everything anew would be asked for again, and the recording would hold both; so it is refused.
        Assert.Equal(ExitCode.Failure, await harness.RunAsync([.. command, "--fresh"]));
        Assert.Contains("holds 3 exchanges of a run that did not come to its end", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllLinesAsync($"{recording}.partial"));

        Assert.Equal(ExitCode.Success, await harness.RunAsync(command));

        string[] after = await File.ReadAllLinesAsync(recording);
        Assert.Equal(before, after.Take(before.Length));
        Assert.Equal(1 + Tests, after.Distinct().Count());
        Assert.False(File.Exists($"{recording}.partial"));
        await EnsureReplaysAsync(harness, file, recording);
    }

    /// <summary>The same experiment from the recording alone: each item has the answer that it had.</summary>
    private static async Task EnsureReplaysAsync(CommandHarness harness, string file, string recording)
    {
        string[] lines = await File.ReadAllLinesAsync(file);
        lines[2] = $"  - {{id: kept, config: {{kind: recorded, file: \"{recording.Replace('\\', '/')}\"}} }}";
        lines[^1] = "outputPath: replayed";
        string replay = harness.Folder.At("replay.yaml");
        await File.WriteAllLinesAsync(replay, lines);

        Assert.Equal(ExitCode.Success, await harness.RunAsync("experiment", "run", replay));

        Assert.Equal(await OutputsAsync(harness, "results"), await OutputsAsync(harness, "replayed"));
    }

    private static async Task<string[]> OutputsAsync(CommandHarness harness, string folder) =>
        [.. (await File.ReadAllLinesAsync(new ResultFolder(harness.Folder.At(folder)).LogOf(Shard.Whole))).Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!["output"]!.GetValue<string>())];

    private static string Write(CommandHarness harness, string address)
    {
        string[] scenes = File.ReadAllLines(ShippedExperiments.At("data/mini-hoi/scenes.jsonl"));
        string pictures = ShippedExperiments.At("data/mini-hoi/pictures").Replace('\\', '/');
        File.WriteAllLines(harness.Folder.At("scenes.jsonl"), scenes.Skip(1).Take(Tests).Select(line => line.Replace("\"pictures/", $"\"{pictures}/", StringComparison.Ordinal)));
        string file = harness.Folder.At("kill.yaml");
        File.WriteAllText(file, $$"""
            task: layout-restoration
            providers:
              - {id: still, config: {kind: openai-compatible, endpoint: "{{address}}", model: still} }
            tests: file://scenes.jsonl
            evaluateOptions: {maxConcurrency: 1}
            outputPath: results
            """);
        return file;
    }

    private static Process Start(CommandHarness harness, string file)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        ProcessStartInfo start = new(host) { WorkingDirectory = harness.Folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { Path.Combine(AppContext.BaseDirectory, "record.dll"), "experiment", "run", file })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"'{host}' did not start."));
    }
}
