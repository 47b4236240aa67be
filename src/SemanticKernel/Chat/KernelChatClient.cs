using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;
using ReCorD.Agents.Providers;

namespace ReCorD.SemanticKernel.Chat;

/// <summary>
/// A chat client in front of something that answers in Semantic Kernel's types. Unlike that of Semantic Kernel, it passes on instructions, pictures of tools
/// and a ban on tools, and takes answers whole.
/// </summary>
/// <param name="ask">Answers a history.</param>
/// <param name="service">The service that answers in the end, for its name; stays its owner's.</param>
internal sealed class KernelChatClient(KernelChatClient.Ask ask, IChatCompletionService service) : IChatClient
{
    private readonly ChatClientMetadata metadata = new(
        "semantic-kernel", Uri.TryCreate(service.GetEndpoint(), UriKind.Absolute, out Uri? endpoint) ? endpoint : null, service.GetModelId());

    /// <summary>Answers a history.</summary>
    public delegate Task<IReadOnlyList<ChatMessageContent>> Ask(ChatHistory history, PromptExecutionSettings settings, CancellationToken cancellationToken);

    /// <exception cref="ChatProviderException">The service failed; the message holds its own.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatHistory history = KernelMessages.History(messages, options?.Instructions);
        try
        {
            return KernelAnswers.Response(await ask(history, KernelSettings.Of(options), cancellationToken).ConfigureAwait(false));
        }
        catch (HttpOperationException error)
        {
            throw new ChatProviderException($"The kernel's chat service failed: {error.Message}", error) { Provider = metadata.ProviderName, Status = (int?)error.StatusCode };
        }
        catch (KernelException error)
        {
            throw new ChatProviderException($"The kernel's chat service failed: {error.Message}", error) { Provider = metadata.ProviderName };
        }
    }

    /// <summary>The updates come when the answer is there.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(service) ? service
            : null;
    }

    public void Dispose()
    {
        // The service is not ours.
    }
}
