using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Prompts;
using ReCorD.Plugins.Scenes;
using ReCorD.SemanticKernel.Chat;
using ReCorD.SemanticKernel.Scenes;

namespace ReCorD.SemanticKernel.Agents;

/// <summary>
/// One of our agents as a <see cref="ChatCompletionAgent"/> with the conversation it begins with, both from its prompt file. An agent's template would be one
/// system message with its markup in sight; so the prompt is rendered here, its system message becomes the instructions and the rest the thread.
/// </summary>
public sealed class SceneAgent
{
    private readonly RecordStudio studio;
    private readonly SceneSession session;
    private readonly AgentTask task;
    private readonly Func<AgentConversation, CancellationToken, Task> run;
    private readonly Kernel kernel;

    internal SceneAgent(RecordStudio studio, SceneSession session, AgentTask task, Func<AgentConversation, CancellationToken, Task> run, KernelPlugin tools, Kernel kernel)
    {
        this.studio = studio;
        this.session = session;
        this.task = task;
        this.run = run;
        this.kernel = kernel;
        IReadOnlyList<ChatMessage> opening = studio.Prompts.Render(task.Prompt, task.Values);
        Thread = new ChatHistoryAgentThread(KernelMessages.History(opening.Where(message => message.Role != ChatRole.System)));
        Agent = Create(opening, tools);
    }

    /// <summary>
    /// The agent, for conversations led elsewhere: it calls its tools by itself. Tools return no pictures then (<see cref="RecordScene.Plugin"/>).
    /// </summary>
    public ChatCompletionAgent Agent { get; }

    /// <summary>The conversation so far; at first, what the prompt asks, with the pictures it shows.</summary>
    public ChatHistoryAgentThread Thread { get; }

    /// <summary>Whether the task is done, or nothing more can come of it.</summary>
    public bool IsClosed => task.Goal.IsClosed();

    /// <summary>
    /// Leads the conversation until the task is done: the agent is asked, its tools are run by the kernel with its function filters, their pictures shown, mistakes
    /// sent back, a model that talks instead of answering is reminded, and one that never answers is replaced by the fallback of our own runs.
    /// </summary>
    /// <exception cref="ReCorD.Agents.Providers.ChatProviderException">The chat service failed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using KernelChatClient client = new(AskAsync, kernel.ChatService());
        AgentConversation conversation = new(new OneClient(client), studio.Prompts, new TranscriptRecorder(session.Services.Observer))
        {
            Warn = session.Warn, AroundTool = tool => new FilteredFunction(tool, studio, kernel),
        };
        await run(conversation, cancellationToken).ConfigureAwait(false);
    }

    private ChatCompletionAgent Create(IReadOnlyList<ChatMessage> opening, KernelPlugin tools)
    {
        PromptDefinition prompt = studio.Prompts.Get(task.Prompt);
        PromptTemplateConfig config = KernelFunctionYaml.ToPromptTemplateConfig(File.ReadAllText(prompt.File));
        PromptExecutionSettings settings = config.DefaultExecutionSettings?.Clone() ?? new PromptExecutionSettings();
        Kernel own = kernel.Clone();
        if (own.Plugins.TryGetPlugin(tools.Name, out KernelPlugin? other))
        {
            own.Plugins.Remove(other);
        }

        own.Plugins.Add(tools);

        // Its own tools and no others: nothing in a scene can talk the model into using the rest of the kernel.
        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(tools);
        return new ChatCompletionAgent
        {
            Name = task.Agent,
            Description = config.Description,
            Instructions = string.Join("\n\n", opening.Where(message => message.Role == ChatRole.System).Select(message => message.Text)),
            Kernel = own,
            Arguments = new KernelArguments(settings),
        };
    }

    /// <summary>Asks the agent once. It answers with calls and leaves them to us.</summary>
    private async Task<IReadOnlyList<ChatMessageContent>> AskAsync(ChatHistory history, PromptExecutionSettings settings, CancellationToken cancellationToken)
    {
        Thread.ChatHistory.Clear();
        Thread.ChatHistory.AddRange(history.Where(message => message.Role != AuthorRole.System));

        // Without plugins, tools keep their plain names, by which the prompts speak of them.
        AgentInvokeOptions options = new() { Kernel = new Kernel(kernel.Services, []), KernelArguments = new KernelArguments(settings) };
        List<ChatMessageContent> answers = [];
        await foreach (AgentResponseItem<ChatMessageContent> item in Agent.InvokeAsync([], Thread, options, cancellationToken).ConfigureAwait(false))
        {
            answers.Add(item.Message);
        }

        return answers;
    }
}
