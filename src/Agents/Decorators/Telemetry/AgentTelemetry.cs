using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Telemetry;

/// <summary>
/// Traces and metrics of the agents. Nothing is measured where nobody listens. What was said is content: it goes into a trace only where
/// the user asks for it.
/// </summary>
internal static class AgentTelemetry
{
    /// <summary>The conventions' own boundaries for seconds.</summary>
    private static readonly double[] DurationBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    /// <summary>The conventions' own boundaries for tokens.</summary>
    private static readonly long[] TokenBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    private static readonly ActivitySource Source = new(GenAiConventions.SourceName);

    private static readonly Meter Meter = new(GenAiConventions.SourceName);

    public static Histogram<double> OperationDuration { get; } = Meter.CreateHistogram(
        GenAiConventions.OperationDurationMetric, "s", "Duration of a request to a chat model.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBoundaries });

    public static Histogram<long> TokenUsage { get; } = Meter.CreateHistogram(
        GenAiConventions.TokenUsageMetric, "{token}", "Tokens of a request or of its answer.", null, new InstrumentAdvice<long> { HistogramBucketBoundaries = TokenBoundaries });

    public static Activity? StartChat(string? model) => Start(GenAiConventions.Chat, model, ActivityKind.Client);

    public static Activity? StartAgent(string agent)
    {
        Activity? activity = Start(GenAiConventions.InvokeAgent, agent, ActivityKind.Internal);
        activity?.SetTag(GenAiConventions.AgentName, agent);
        return activity;
    }

    public static Activity? StartTool(FunctionCallContent call, AIFunction? tool, bool content)
    {
        Activity? activity = Start(GenAiConventions.ExecuteTool, call.Name, ActivityKind.Internal);
        activity?.SetTag(GenAiConventions.ToolName, call.Name)
            .SetTag(GenAiConventions.ToolCallId, call.CallId)
            .SetTag(GenAiConventions.ToolType, GenAiConventions.FunctionTool)
            .SetTag(GenAiConventions.ToolDescription, tool?.Description)
            .SetTag(GenAiConventions.ToolCallArguments, content ? AgentJson.Arguments(call) : null);
        return activity;
    }

    /// <summary>Marks what a span measured as failed.</summary>
    public static void Fail(Activity? activity, Exception error) =>
        activity?.SetTag(GenAiConventions.ErrorType, TypeOf(error)).SetStatus(ActivityStatusCode.Error, error.Message);

    /// <summary>The HTTP status where there was one, else the name of the exception.</summary>
    public static string TypeOf(Exception error) =>
        error is ChatProviderException { Status: { } status } ? status.ToString(CultureInfo.InvariantCulture) : error.GetType().FullName!;

    private static Activity? Start(string operation, string? what, ActivityKind kind)
    {
        Activity? activity = Source.StartActivity($"{operation} {what}".TrimEnd(), kind);
        activity?.SetTag(GenAiConventions.OperationName, operation);
        return activity;
    }
}
