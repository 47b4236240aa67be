using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReCorD.Cli.Application;
using ReCorD.Cli.Progress;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>Runs alone: what the process does on the network must be this test's own.</summary>
[CollectionDefinition(nameof(RecordAndReplayTests), DisableParallelization = true)]
[Collection(nameof(RecordAndReplayTests))]
public sealed partial class RecordAndReplayTests : IDisposable
{
    private const string Prompt = "a boy is kicking a ball";

    private static readonly string[] Quick = ["--steps", "2", "--candidates", "2", "--seed", "3"];

    private readonly CommandHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    /// <summary>A model on a server is recorded; the server goes; the same run comes from the file, byte for byte, without a socket.</summary>
    [Fact]
    public async Task Generate_ReplayOfARecordedRun_IsIdenticalWithoutANetwork()
    {
        using (ChatModelServer server = new() { Script = FailsOnce })
        {
            Assert.Equal(ExitCode.Success, await RunAsync(["--record", "kept/run.jsonl", "--out", "one", "--Chat:Providers:openai:Prices:Input", "3", .. server.Options]));
        }

        int exitCode;
        using (NetworkWatch watch = new())
        {
            exitCode = await RunAsync("--replay", "kept/run.jsonl", "--out", "two");
            Assert.Empty(watch.Events);
        }

        Assert.True(exitCode == ExitCode.Success, _harness.Error.ToString());
        Assert.Equal(File.ReadAllBytes(_harness.Folder.At("one/image.png")), File.ReadAllBytes(_harness.Folder.At("two/image.png")));
        JsonObject recorded = Timeless("one"), replayed = Timeless("two");
        Assert.Equal("openai", recorded["settings"]!["provider"]!.GetValue<string>());
        Assert.Equal(1, recorded["usage"]![0]!["retries"]!.GetValue<int>());
        Assert.Equal(recorded.ToJsonString(), replayed.ToJsonString());
    }

    [Theory]
    [InlineData("the sentence is \"a boy is kicking a ball\", not \"a girl is kicking a ball\"", "a girl is kicking a ball")]
    [InlineData("the seed is 3, not 4; the number of candidates is 2, not 1; the number of steps is 2, not 3", Prompt, "--seed", "4", "--candidates", "1", "--steps", "3")]
    public async Task Generate_ReplayOfAnotherRun_IsRefusedBeforeAnyPicture(string difference, string prompt, params string[] options)
    {
        Assert.Equal(ExitCode.Success, await RunAsync("--record", "run.jsonl", "--out", "one"));
        _harness.Output.GetStringBuilder().Clear();

        Assert.Equal(ExitCode.Failure, await _harness.RunAsync(["generate", prompt, .. options.Length > 0 ? options : Quick, "--replay", "run.jsonl", "--out", "two"]));

        Assert.Contains($"is of another run: there {difference}. Replay with the settings of the recorded run (record generate \"{Prompt}\" ", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _harness.Output.ToString());
        Assert.False(Directory.Exists(_harness.Folder.At("two")));
    }

    /// <summary>Two names may stand for the same weights, so another one is only told of.</summary>
    [Fact]
    public async Task Generate_ReplayWithTheModelByAnotherName_WarnsBeforeAnyPictureAndGoesOn()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("--record", "run.jsonl", "--out", "one"));
        _harness.Output.GetStringBuilder().Clear();

        Assert.Equal(ExitCode.Success, await RunAsync("--model", "mini-hoi", "--replay", "run.jsonl", "--out", "two"));

        string output = _harness.Output.ToString();
        Assert.InRange(output.IndexOf("was made with the model 'models/mini-hoi', and this run has 'mini-hoi'", StringComparison.Ordinal), 0, output.IndexOf(StageTitles.Of("candidates"), StringComparison.Ordinal));
    }

    /// <summary>An interrupted run leaves what it heard, perhaps for money: it can be replayed, and is written over only when that is asked for.</summary>
    [Fact]
    public async Task Generate_RecordOfARunThatFailed_IsPartialAndIsWrittenOverWithForceOnly()
    {
        using (ChatModelServer server = new())
        {
            using CancellationTokenSource stop = new();
            server.Script = request => request.Agent == "layout" ? ModelReply.Say("") with { Hangs = true, Before = stop.Cancel } : null;
            Assert.Equal(ExitCode.Interrupted, await _harness.RunAsync(["generate", Prompt, .. Quick, "--record", "run.jsonl", "--out", "one", .. server.Options], stop.Token));
        }

        Assert.Equal(["run.jsonl.partial"], _harness.Files());
        Assert.Contains("\"agent\":\"pose-selection\"", File.ReadAllText(_harness.Folder.At("run.jsonl.partial")), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, await RunAsync("--replay", "run.jsonl"));
        Assert.Contains("run.jsonl.partial' of a run that did not come to its end", _harness.Error.ToString(), StringComparison.Ordinal);

        string left = File.ReadAllText(_harness.Folder.At("run.jsonl.partial"));
        Assert.Equal(ExitCode.Failure, await RunAsync("--record", "run.jsonl", "--out", "two"));
        Assert.Contains($"holds 1 exchanges of a run that did not come to its end. They can be replayed as far as they go: record generate --replay '{_harness.Folder.At("run.jsonl.partial")}'", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(left, File.ReadAllText(_harness.Folder.At("run.jsonl.partial")));

        Assert.Equal(ExitCode.Success, await RunAsync("--record", "run.jsonl", "--out", "two", "--force"));

        Assert.False(File.Exists(_harness.Folder.At("run.jsonl.partial")));
        Assert.Equal(ExitCode.Success, await RunAsync("--replay", "run.jsonl", "--out", "three"));
    }

    /// <summary>A name that was taken meanwhile costs the recording its name, and not the finished run.</summary>
    [Fact]
    public async Task Generate_RecordingThatCannotBeRenamed_KeepsTheRunAndWarns()
    {
        using (ChatModelServer server = new())
        {
            server.Script = _ =>
            {
                File.WriteAllText(_harness.Folder.At("run.jsonl"), "mine");
                return null;
            };
            Assert.Equal(ExitCode.Success, await RunAsync(["--record", "run.jsonl", "--out", "one", .. server.Options]));
        }

        Assert.Contains("warning: The recording '", _harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("run.jsonl.partial' is complete but cannot be renamed to '", _harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_harness.Folder.At("run.jsonl")));
        Assert.Equal(ExitCode.Success, await RunAsync("--replay", "run.jsonl.partial", "--out", "two"));
        Assert.Equal(File.ReadAllBytes(_harness.Folder.At("one/image.png")), File.ReadAllBytes(_harness.Folder.At("two/image.png")));
    }

    /// <summary>A sentence without an interaction is drawn as it is.</summary>
    [Fact]
    public async Task Generate_RecordOfARunThatAskedNobody_IsReplayed()
    {
        string[] plain = ["generate", "a red ball", .. Quick, "--prompt-agent", "never"];
        Assert.Equal(ExitCode.Success, await _harness.RunAsync([.. plain, "--record", "run.jsonl", "--out", "one"]));
        Assert.Single(File.ReadAllLines(_harness.Folder.At("run.jsonl")));

        int exitCode = await _harness.RunAsync([.. plain, "--replay", "run.jsonl", "--out", "two"]);

        Assert.True(exitCode == ExitCode.Success, _harness.Error.ToString());
        Assert.Equal(File.ReadAllBytes(_harness.Folder.At("one/image.png")), File.ReadAllBytes(_harness.Folder.At("two/image.png")));
        File.Copy(_harness.Folder.At("run.jsonl"), _harness.Folder.At("cut.jsonl.partial"));
        Assert.Equal(ExitCode.Failure, await _harness.RunAsync([.. plain, "--replay", "cut.jsonl.partial", "--out", "three"]));
        Assert.Contains("holds no exchanges", _harness.Error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>What the head of the recording does not tell shows when it is asked.</summary>
    [Fact]
    public async Task Generate_ReplayWithOtherSettings_SaysWhatDiffersAndLeavesNothing()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("--record", "run.jsonl", "--out", "one"));
        string file = _harness.Folder.At("run.jsonl");
        File.WriteAllText(file, OwnRun().Replace(File.ReadAllText(file), "", 1));

        int exitCode = await _harness.RunAsync(["generate", "a girl is kicking a ball", .. Quick, "--replay", "run.jsonl", "--out", "two"]);

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains("no answer to this request of the agent pose-selection", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("a boy is kicking", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("a girl is kicking", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("(record generate \"a boy is kicking a ball\" --model models/mini-hoi --seed 3 --candidates 2 --steps 2)", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_harness.Folder.At("two")));
    }

    /// <summary>A repeated run has decided already; where it is to be recorded, its agents are asked anew.</summary>
    [Fact]
    public async Task Generate_FromWithRecord_AsksTheAgents()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("--out", "one"));

        Assert.Equal(ExitCode.Success, await _harness.RunAsync("generate", "--from", "one", "--record", "run.jsonl", "--out", "two"));

        Assert.Contains("\"agent\":\"layout\"", File.ReadAllText(_harness.Folder.At("run.jsonl")), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_harness.Folder.At("one/image.png")), File.ReadAllBytes(_harness.Folder.At("two/image.png")));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "cannot be used together", "--record", "a", "--replay", "b")]
    [InlineData(ExitCode.Usage, "leave --provider out", "--replay", "b", "--provider", "builtin")]
    [InlineData(ExitCode.Usage, "--record needs the name of a file", "--record", " ")]
    [InlineData(ExitCode.Failure, "cannot be read", "--replay", "missing.jsonl")]
    [InlineData(ExitCode.Failure, "is no recording", "--replay", "noise.txt")]
    [InlineData(ExitCode.Failure, "holds no exchanges", "--replay", "empty.jsonl")]
    [InlineData(ExitCode.Failure, "exists already", "--record", "noise.txt")]
    public async Task Generate_RecordingThatCannotBe_IsRefusedBeforeAnyPicture(int expected, string message, params string[] options)
    {
        File.WriteAllText(_harness.Folder.At("noise.txt"), "noise");
        File.WriteAllText(_harness.Folder.At("empty.jsonl"), """{"recording":1,"program":"ReCorD","provider":"builtin"}""");

        Assert.Equal(expected, await RunAsync(options));

        Assert.Contains(message, _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(StageTitles.Of(StageTitles.Load), _harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(["empty.jsonl", "noise.txt"], _harness.Files());
    }

    /// <summary>What the recordings of older versions lack.</summary>
    [GeneratedRegex("\"run\":\\{[^}]*\\},")]
    private static partial Regex OwnRun();

    private static ModelReply? FailsOnce(ModelRequest request) => request is { Agent: "pose-selection", Number: 1 } ? new ModelReply(503, "later") : null;

    private Task<int> RunAsync(params string[] options) => _harness.RunAsync(["generate", Prompt, .. Quick, .. options]);

    /// <summary>run.json without what is a time.</summary>
    private JsonObject Timeless(string folder)
    {
        JsonObject record = JsonNode.Parse(File.ReadAllText(_harness.Folder.At($"{folder}/run.json")))!.AsObject();
        record.Remove("started");
        record.Remove("timings");
        foreach (JsonNode? agent in record["usage"]!.AsArray())
        {
            agent!.AsObject().Remove("seconds");
        }

        return record;
    }

    /// <summary>Notes every name that is looked up, every connection and every request of the process.</summary>
    private sealed class NetworkWatch : EventListener
    {
        public ConcurrentQueue<string> Events { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name is "System.Net.Http" or "System.Net.Sockets" or "System.Net.NameResolution")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName is { } name && name.EndsWith("Start", StringComparison.Ordinal))
            {
                Events.Enqueue($"{eventData.EventSource.Name} {name}");
            }
        }
    }
}
