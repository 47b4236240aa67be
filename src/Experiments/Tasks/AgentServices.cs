using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Experiments.Definition;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;

namespace ReCorD.Experiments.Tasks;

/// <summary>What tasks of agents alone work with.</summary>
/// <param name="clients">The chat models of a provider for one item, with a budget and an account of its own; called from several threads.</param>
/// <param name="chat">The configuration of a provider.</param>
/// <param name="promptFolder">Folder with the agents' own prompts.</param>
/// <param name="encoder">For pictures that models are shown.</param>
/// <param name="time">Clock.</param>
public sealed class AgentServices(
    Func<ProviderVariant, IRunObserver, RunClients> clients, Func<ProviderVariant, ChatSettings> chat, string promptFolder, IImageEncoder encoder, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, PromptLibrary> libraries = new(StringComparer.Ordinal);

    public IImageEncoder Encoder => encoder;

    public TimeProvider Time => time;

    /// <summary>What decides an agent's answer beside the scene: its model, the text of its prompt, and the knowledge that the built-in planner works from.</summary>
    internal JsonObject Fingerprint(TaskItem item, string agent)
    {
        ChatSettings settings = chat(item.Provider);
        return new JsonObject
        {
            ["chat"] = ChatFingerprint.Of(settings, [agent]),
            ["prompt"] = ChatFingerprint.OfFile(Library(item.Prompt, agent).FileOf(agent)),
            ["knowledge"] = ChatFingerprint.Resolve(settings, agent).Kind == "builtin" ? ChatFingerprint.OfFile(Path.Combine(promptFolder, "affordances.yaml")) : null,
        };
    }

    /// <summary>Has an agent answer.</summary>
    /// <param name="item">Says which model and which prompt.</param>
    /// <param name="agent">Name of the agent, which is also that of its prompt.</param>
    /// <param name="observer">Told of its tool calls.</param>
    /// <param name="ask">Runs the agent in the conversation that it is given.</param>
    /// <returns>What it asked and paid.</returns>
    internal async Task<IReadOnlyList<AgentUsage>> AskAsync(TaskItem item, string agent, IRunObserver observer, Func<AgentConversation, Task> ask)
    {
        RunClients run = clients(item.Provider, observer);
        await ask(new AgentConversation(run, Library(item.Prompt, agent), new TranscriptRecorder(observer))).ConfigureAwait(false);
        return run.Usage.ToRecord();
    }

    private PromptLibrary Library(PromptVariant prompt, string agent) => libraries.GetOrAdd(
        $"{agent} {prompt.File}",
        _ => new PromptLibrary(promptFolder, prompt.File is { } file ? new Dictionary<string, string> { [agent] = file } : null));
}
