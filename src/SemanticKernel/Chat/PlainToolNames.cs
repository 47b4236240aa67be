using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ReCorD.SemanticKernel.Chat;

/// <summary>
/// Shows a model tools by their own names. Semantic Kernel puts the plugin's name before them (<c>Scene_submit_layout</c>), but our prompts, and the built-in
/// planner, know <c>submit_layout</c>. Names that two plugins share stay as they are.
/// </summary>
internal sealed class PlainToolNames(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (Dictionary<string, string> full, ChatOptions? plain) = Shorten(options);
        Dictionary<string, string> names = full.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        ChatResponse response = await base.GetResponseAsync(messages.Select(message => Rename(message, names)), plain, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < response.Messages.Count; i++)
        {
            response.Messages[i] = Rename(response.Messages[i], full);
        }

        return response;
    }

    /// <summary>The updates come when the answer is there.</summary>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <summary>Full names by plain ones, and the options with tools of plain names. Cloned: Semantic Kernel's options carry the kernel.</summary>
    private static (Dictionary<string, string> Full, ChatOptions? Plain) Shorten(ChatOptions? options)
    {
        Dictionary<string, string> full = new(StringComparer.Ordinal);
        if (options?.Tools is not { Count: > 0 } tools)
        {
            return (full, options);
        }

        foreach (IGrouping<string, AITool> same in tools.GroupBy(PlainName, StringComparer.Ordinal).Where(same => same.Count() == 1))
        {
            full[same.Key] = same.Single().Name;
        }

        ChatOptions plain = options.Clone();
        plain.Tools = [.. tools.Select(tool => tool is AIFunction function && full.ContainsKey(PlainName(tool)) ? new Renamed(function, PlainName(tool)) : tool)];
        return (full, plain);
    }

    /// <summary>A kernel function is called Plugin_Function, and its plugin's name may itself hold underscores.</summary>
    private static string PlainName(AITool tool) => tool is Microsoft.SemanticKernel.KernelFunction { PluginName: { Length: > 0 } plugin } && tool.Name.StartsWith(plugin, StringComparison.Ordinal)
        ? tool.Name[(plugin.Length + 1)..]
        : tool.Name;

    private static ChatMessage Rename(ChatMessage message, Dictionary<string, string> names)
    {
        if (!message.Contents.OfType<FunctionCallContent>().Any(call => names.ContainsKey(call.Name)))
        {
            return message;
        }

        ChatMessage renamed = message.Clone();
        renamed.Contents = [.. message.Contents.Select(content => content is FunctionCallContent call && names.TryGetValue(call.Name, out string? name)
            ? new FunctionCallContent(call.CallId, name, call.Arguments) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties }
            : content)];
        return renamed;
    }

    /// <summary>What a model is shown of a function; the caller of this client runs it by its full name.</summary>
    private sealed class Renamed(AIFunction function, string name) : DelegatingAIFunction(function)
    {
        public override string Name => name;
    }
}
