using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Providers;
using ReCorD.SemanticKernel.Chat;
using ReCorD.SemanticKernel.Plugins;

namespace ReCorD.SemanticKernel;

/// <summary>Puts ReCorD into kernels.</summary>
public static class RecordKernelExtensions
{
    /// <summary>Adds <see cref="RecordStudio"/> as a service, and a plugin "ReCorD" by which the kernel's model makes pictures.</summary>
    public static IKernelBuilder AddReCorD(this IKernelBuilder builder, RecordOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton(_ => new RecordStudio(options));
        builder.Services.AddSingleton(services => DrawingPlugin.Create(services.GetRequiredService<RecordStudio>()));
        return builder;
    }

    /// <summary>Adds the plugin "ReCorD" to a kernel that is already built.</summary>
    /// <returns>What the plugin works with; the caller's to dispose of.</returns>
    public static RecordStudio AddReCorD(this Kernel kernel, RecordOptions options)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        RecordStudio studio = new(options);
        kernel.Plugins.Add(DrawingPlugin.Create(studio));
        return studio;
    }

    /// <summary>Adds the chat model of our configuration as a chat service: the built-in planner, or any provider.</summary>
    /// <param name="builder">The kernel's builder.</param>
    /// <param name="chat">As under <c>Chat</c> in appsettings.json; null: the built-in planner.</param>
    /// <param name="promptFolder">Folder with the prompts, which the built-in planner works from; null: <c>prompts</c> beside the program.</param>
    /// <param name="environment">Looks up an environment variable, for keys; null: there are none.</param>
    /// <param name="serviceId">Key of the service; null: it becomes the kernel's default.</param>
    public static IKernelBuilder AddReCorDChatCompletion(
        this IKernelBuilder builder, ChatSettings? chat = null, string? promptFolder = null, Func<string, string?>? environment = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddKeyedSingleton(serviceId, (_, _) =>
        {
            string folder = promptFolder ?? Path.Combine(AppContext.BaseDirectory, "prompts");
            ChatClients clients = new(ChatClientRegistry.CreateDefault(folder, environment ?? (static _ => null)), chat ?? new ChatSettings());

            // No agent asks here but the kernel, and what it asks belongs to no run: retries, but no budget.
            return clients.ForRun(new ChatRunOptions()).For("kernel").AsKernelChatService();
        });
        return builder;
    }
}
