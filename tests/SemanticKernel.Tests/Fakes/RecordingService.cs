using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ReCorD.SemanticKernel.Tests.Fakes;

/// <summary>Remembers what a chat service is asked, and answers by a function of it.</summary>
internal sealed class RecordingService(Func<ChatHistory, PromptExecutionSettings?, Kernel?, Task<ChatMessageContent>> answer) : IChatCompletionService
{
    public List<ChatHistory> Histories { get; } = [];

    public List<PromptExecutionSettings?> Settings { get; } = [];

    public List<Kernel?> Kernels { get; } = [];

    public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?> { ["ModelId"] = "recording" };

    public static RecordingService Saying(string text) => new((_, _, _) => Task.FromResult(new ChatMessageContent(AuthorRole.Assistant, text)));

    /// <summary>Passes everything on to another service.</summary>
    public static RecordingService Before(IChatCompletionService service) => new((history, settings, kernel) => service.GetChatMessageContentAsync(history, settings, kernel));

    public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
    {
        Histories.Add([.. chatHistory]);
        Settings.Add(executionSettings);
        Kernels.Add(kernel);
        return [await answer(chatHistory, executionSettings, kernel)];
    }

    public IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException("The bridge takes answers whole.");
}
