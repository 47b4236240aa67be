using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ReCorD.SemanticKernel.Chat;

/// <summary>Chat models across the bridge, either way.</summary>
public static class ChatServices
{
    /// <summary>A chat service of Semantic Kernel as the chat client that our agents talk to. The service stays its owner's.</summary>
    public static IChatClient AsRecordChatClient(this IChatCompletionService service)
    {
        ArgumentNullException.ThrowIfNull(service);

        // The agents run their own tools, and functions of a kernel that happen to have their names must not take their place: the kernel is empty. Without
        // any, Semantic Kernel's function loop would call the tools itself, though it is told not to.
        return new KernelChatClient((history, settings, cancellationToken) => service.GetChatMessageContentsAsync(history, settings, new Kernel(), cancellationToken), service);
    }

    /// <summary>The kernel's chat service, or its chat client where it has no service, as the chat client that our agents talk to.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="serviceId">Key of the service; null: the default one.</param>
    /// <exception cref="KernelException">It has neither.</exception>
    public static IChatClient GetRecordChatClient(this Kernel kernel, string? serviceId = null) => kernel.ChatService(serviceId).AsRecordChatClient();

    /// <summary>One of our chat clients as a chat service that runs the kernel's functions when the model calls them.</summary>
    public static IChatCompletionService AsKernelChatService(this IChatClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new PlainToolNames(client).AsBuilder().UseKernelFunctionInvocation().Build().AsChatCompletionService();
    }

    internal static IChatCompletionService ChatService(this Kernel kernel, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return Find<IChatCompletionService>(kernel, serviceId) ?? Find<IChatClient>(kernel, serviceId)?.AsChatCompletionService(kernel.Services)
            ?? throw new KernelException($"The kernel has no chat service{(serviceId is null ? "" : $" '{serviceId}'")}. Add one to its builder, such as a connector's, or AddReCorDChatCompletion.");
    }

    private static T? Find<T>(Kernel kernel, string? serviceId)
        where T : class => serviceId is null ? kernel.Services.GetService<T>() : kernel.Services.GetKeyedService<T>(serviceId);
}
