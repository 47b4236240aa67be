using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ReCorD.SemanticKernel.Chat;

/// <summary>Options of a request as Semantic Kernel's chat services take them.</summary>
internal static class KernelSettings
{
    /// <summary>
    /// The settings of one request. Tools are offered and left uncalled: the caller runs them. Of a response format, only that it is JSON is passed on, since
    /// services differ in how they take schemas.
    /// </summary>
    public static PromptExecutionSettings Of(ChatOptions? options)
    {
        Dictionary<string, object> data = new(StringComparer.Ordinal);
        Put(data, "temperature", options?.Temperature);
        Put(data, "top_p", options?.TopP);
        Put(data, "top_k", options?.TopK);
        Put(data, "max_tokens", options?.MaxOutputTokens);
        Put(data, "seed", options?.Seed);
        Put(data, "frequency_penalty", options?.FrequencyPenalty);
        Put(data, "presence_penalty", options?.PresencePenalty);
        Put(data, "stop_sequences", options?.StopSequences?.ToArray());
        Put(data, "response_format", options?.ResponseFormat is ChatResponseFormatJson ? "json_object" : null);
        return new PromptExecutionSettings { ModelId = options?.ModelId, ExtensionData = data, FunctionChoiceBehavior = Choice(options) };
    }

    private static void Put(Dictionary<string, object> data, string key, object? value)
    {
        if (value is not null)
        {
            data[key] = value;
        }
    }

    private static FunctionChoiceBehavior? Choice(ChatOptions? options)
    {
        KernelFunction[] functions = [.. (options?.Tools ?? []).OfType<AIFunction>().Select(tool => tool.AsKernelFunction())];
        if (functions.Length == 0)
        {
            return null;
        }

        // Without this, services hand numbers and objects over as text.
        FunctionChoiceBehaviorOptions manner = new() { AllowParallelCalls = options!.AllowMultipleToolCalls, RetainArgumentTypes = true };
        return options.ToolMode switch
        {
            NoneChatToolMode => FunctionChoiceBehavior.None(functions),
            RequiredChatToolMode { RequiredFunctionName: { } name } => FunctionChoiceBehavior.Required(functions.Where(function => function.Name == name), autoInvoke: false, manner),
            RequiredChatToolMode => FunctionChoiceBehavior.Required(functions, autoInvoke: false, manner),
            _ => FunctionChoiceBehavior.Auto(functions, autoInvoke: false, manner),
        };
    }
}
