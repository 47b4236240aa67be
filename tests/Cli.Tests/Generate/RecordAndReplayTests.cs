using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.Progress;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>Runs alone: what the process does on the network must be this test's own.</summary>
[CollectionDefinition(nameof(RecordAndReplayTests), DisableParallelization = true)]
[Collection(nameof(RecordAndReplayTests))]
public sealed class RecordAndReplayTests : IDisposable
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

    [Fact]
    public async Task Generate_ReplayWithOtherSettings_SaysWhatDiffersAndLeavesNothing()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("--record", "run.jsonl", "--out", "one"));

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
    [InlineData(ExitCode.Failure, "exists already", "--record", "noise.txt")]
    public async Task Generate_RecordingThatCannotBe_IsRefusedBeforeAnyPicture(int expected, string message, params string[] options)
    {
        File.WriteAllText(_harness.Folder.At("noise.txt"), "noise");

        Assert.Equal(expected, await RunAsync(options));

        Assert.Contains(message, _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(StageTitles.Of(StageTitles.Load), _harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(["noise.txt"], _harness.Files());
    }

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
