namespace ReCorD.Agents.Decorators.Telemetry;

/// <summary>Names of OpenTelemetry's conventions for generative AI. They are still in development and will change: all of them stand here.</summary>
public static class GenAiConventions
{
    /// <summary>Name of our source of traces and of metrics.</summary>
    public const string SourceName = "ReCorD.Agents";

    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string AgentName = "gen_ai.agent.name";
    public const string OutputType = "gen_ai.output.type";

    public const string RequestModel = "gen_ai.request.model";
    public const string RequestTemperature = "gen_ai.request.temperature";
    public const string RequestTopP = "gen_ai.request.top_p";
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";
    public const string RequestSeed = "gen_ai.request.seed";

    public const string ResponseId = "gen_ai.response.id";
    public const string ResponseModel = "gen_ai.response.model";
    public const string ResponseFinishReasons = "gen_ai.response.finish_reasons";

    public const string UsageInputTokens = "gen_ai.usage.input_tokens";
    public const string UsageOutputTokens = "gen_ai.usage.output_tokens";

    public const string ToolName = "gen_ai.tool.name";
    public const string ToolCallId = "gen_ai.tool.call.id";
    public const string ToolType = "gen_ai.tool.type";
    public const string ToolDescription = "gen_ai.tool.description";

    /// <summary>Content, by opt-in only.</summary>
    public const string InputMessages = "gen_ai.input.messages";

    /// <summary>Content, by opt-in only.</summary>
    public const string OutputMessages = "gen_ai.output.messages";

    /// <summary>Content, by opt-in only.</summary>
    public const string ToolCallArguments = "gen_ai.tool.call.arguments";

    /// <summary>Content, by opt-in only.</summary>
    public const string ToolCallResult = "gen_ai.tool.call.result";

    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";

    public const string Chat = "chat";
    public const string ExecuteTool = "execute_tool";
    public const string InvokeAgent = "invoke_agent";
    public const string FunctionTool = "function";

    public const string TokenUsageMetric = "gen_ai.client.token.usage";
    public const string OperationDurationMetric = "gen_ai.client.operation.duration";
    public const string TokenType = "gen_ai.token.type";
    public const string InputToken = "input";
    public const string OutputToken = "output";
}
