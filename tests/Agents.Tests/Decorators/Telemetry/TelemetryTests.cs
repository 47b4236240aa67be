using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Decorators.Telemetry;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Decorators.Telemetry;

/// <summary>Listens to the whole process, so that only spans and measures of this test's own model are looked at.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly string model = $"model-{Guid.NewGuid():N}";
    private readonly List<Activity> spans = [];
    private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> measures = [];
    private readonly ActivityListener traces;
    private readonly MeterListener meters = new();
    private readonly TestRun run = new();
    private readonly FakeClock clock = new();

    public TelemetryTests()
    {
        traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GenAiConventions.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(traces);
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == GenAiConventions.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        meters.Start();
    }

    public void Dispose()
    {
        traces.Dispose();
        meters.Dispose();
        run.Dispose();
    }

    [Fact]
    public async Task Run_OfAgents_IsATreeOfSpansByTheConventions()
    {
        await RunAsync(Answer, content: false);

        Activity[] agents = Mine(GenAiConventions.InvokeAgent);
        Assert.Equal(["invoke_agent pose-selection", "invoke_agent layout"], agents.Select(span => span.DisplayName));
        Activity chat = Mine(GenAiConventions.Chat)[0], tool = Mine(GenAiConventions.ExecuteTool)[0];
        Assert.Equal($"chat {model}", chat.DisplayName);
        Assert.Equal((agents[0].SpanId, agents[0].SpanId), (chat.ParentSpanId, tool.ParentSpanId));
        Assert.Equal(ActivityKind.Client, chat.Kind);
        Assert.Equal(
            ("far", model, "far.example", 8080, 700L, 30L, "pose-selection"),
            (Tag(chat, "gen_ai.provider.name"), Tag(chat, "gen_ai.request.model"), Tag(chat, "server.address"), Tag(chat, "server.port"), Tag(chat, "gen_ai.usage.input_tokens"), Tag(chat, "gen_ai.usage.output_tokens"), Tag(chat, "gen_ai.agent.name")));
        Assert.Equal(["tool_calls"], Assert.IsType<string[]>(Tag(chat, "gen_ai.response.finish_reasons")));
        Assert.Equal(("execute_tool submit_pose_choice", "submit_pose_choice", "function"), (tool.DisplayName, Tag(tool, "gen_ai.tool.name"), Tag(tool, "gen_ai.tool.type")));
    }

    [Fact]
    public async Task Run_WithoutOptIn_TellsNothingOfTheContent()
    {
        await RunAsync(Answer, content: false);

        string all = string.Join('\n', Mine().SelectMany(span => span.TagObjects).Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.DoesNotContain("kicking", all, StringComparison.Ordinal);
        Assert.DoesNotContain("messages", all, StringComparison.Ordinal);
        Assert.DoesNotContain("arguments", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithOptIn_TellsMessagesAndArgumentsButNoPictures()
    {
        await RunAsync(Answer, content: true);

        Activity chat = Mine(GenAiConventions.Chat)[0];
        Assert.Contains("a boy is kicking a ball", (string)Tag(chat, "gen_ai.input.messages")!, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"blob\",\"mime_type\":\"image/png\",\"modality\":\"image\"}", (string)Tag(chat, "gen_ai.input.messages")!, StringComparison.Ordinal);
        Assert.Contains("submit_pose_choice", (string)Tag(chat, "gen_ai.output.messages")!, StringComparison.Ordinal);
        Activity tool = Mine(GenAiConventions.ExecuteTool)[0];
        Assert.Equal(("""{"candidate_index":1,"reasoning":"It kicks."}""", """{"accepted":true}"""), (Tag(tool, "gen_ai.tool.call.arguments"), Tag(tool, "gen_ai.tool.call.result")));
    }

    [Fact]
    public async Task Failure_IsMarkedInSpanAndMeasure()
    {
        await Assert.ThrowsAsync<ChatProviderException>(() => RunAsync(_ => throw new ChatProviderException("no") { Status = 402 }, content: false));

        Activity chat = Mine(GenAiConventions.Chat).Single();
        Assert.Equal((ActivityStatusCode.Error, "402"), (chat.Status, Tag(chat, "error.type")));
        Assert.Equal("402", Measures(GenAiConventions.OperationDurationMetric).Single().Tags["error.type"]);
    }

    [Fact]
    public async Task Measures_OfARequest_AreItsTokensAndSeconds()
    {
        await RunAsync(Answer, content: false);

        Assert.Equal([("input", 700.0), ("output", 30.0)], Measures(GenAiConventions.TokenUsageMetric).Take(2).Select(measure => ((string)measure.Tags["gen_ai.token.type"]!, measure.Value)));
        Assert.Equal([2.0, 2.0], Measures(GenAiConventions.OperationDurationMetric).Select(measure => measure.Value));
    }

    private static object? Tag(Activity span, string name) => span.GetTagItem(name);

    private ChatResponse Answer(int number)
    {
        clock.Advance(TimeSpan.FromSeconds(2));
        return new ChatResponse(number == 1
            ? ScriptedChatClient.Call(("submit_pose_choice", """{"candidate_index": 1, "reasoning": "It kicks."}"""))
            : ScriptedChatClient.Call(("submit_layout", Answers.Layout("[300, 300, 430, 430]"))))
        {
            ModelId = model, FinishReason = ChatFinishReason.ToolCalls, Usage = new UsageDetails { InputTokenCount = 700, OutputTokenCount = 30 },
        };
    }

    private async Task<RunOutcome> RunAsync(Func<int, ChatResponse> answer, bool content)
    {
        using ChatClients clients = FakeFactory.Clients(new FunctionChatClient(answer) { Model = model });
        RunClients run = clients.ForRun(new ChatRunOptions { TraceContent = content, Time = clock });
        using Activity? root = new Activity("test").Start();
        return await new InteractionPipeline(this.run.Scene.Services(), run, TestPrompts.Library()).RunAsync(TestRun.Request(), CancellationToken.None);
    }

    private void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
        lock (measures)
        {
            measures.Add((name, value, all));
        }
    }

    /// <summary>The spans of this test's trace, in the order in which they began.</summary>
    private Activity[] Mine(string? operation = null)
    {
        lock (spans)
        {
            ActivityTraceId trace = spans.First(span => Equals(Tag(span, "gen_ai.request.model"), model)).TraceId;
            return [.. spans.Where(span => span.TraceId == trace && (operation is null || Equals(Tag(span, "gen_ai.operation.name"), operation))).OrderBy(span => span.StartTimeUtc)];
        }
    }

    private (string Name, double Value, Dictionary<string, object?> Tags)[] Measures(string name)
    {
        lock (measures)
        {
            return [.. measures.Where(measure => measure.Name == name && Equals(measure.Tags["gen_ai.request.model"], model))];
        }
    }
}
