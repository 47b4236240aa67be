using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Telemetry;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Imaging;

namespace ReCorD.Agents.Conversations;

/// <summary>What the agents share: a rendered prompt, the tool loop, and a reminder for a model that talks instead of answering.</summary>
/// <param name="Clients">The chat model of each agent.</param>
/// <param name="Prompts">Where the prompts are.</param>
/// <param name="Transcript">Keeps what is said.</param>
public sealed record AgentConversation(IAgentClients Clients, PromptLibrary Prompts, TranscriptRecorder Transcript)
{
    private const string ReminderPrompt = "reminder";

    /// <summary>Told what the user should know of a chat model's limits. Default: nobody is.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Put around each tool, such as the filters of another program. Default: nothing.</summary>
    public Func<AIFunction, AIFunction> AroundTool { get; init; } = static tool => tool;

    /// <summary>Talks until the task is done.</summary>
    public Task RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        return RunAsync(task.Agent, task.Prompt, task.Values, task.Tools, task.Goal, cancellationToken);
    }

    /// <summary>Talks until the answer is settled: the tool loop runs, and where it ends without an answer the model is reminded of it.</summary>
    /// <param name="agent">One of <see cref="AgentNames"/>; also its name in the transcript.</param>
    /// <param name="prompt">Name of the prompt.</param>
    /// <param name="values">Its values.</param>
    /// <param name="tools">What the model may call.</param>
    /// <param name="goal">The answer to wait for.</param>
    /// <param name="cancellationToken">Ends the conversation within the running request or tool.</param>
    /// <exception cref="ChatProviderException">The model cannot be used, and either it never answered in this run or the goal cannot be given up.</exception>
    public async Task RunAsync(string agent, string prompt, IReadOnlyDictionary<string, object> values, IReadOnlyList<AIFunction> tools, AgentGoal goal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(goal);
        using Activity? activity = AgentTelemetry.StartAgent(agent);
        try
        {
            await TalkAsync(agent, prompt, values, tools, goal, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatProviderException error)
        {
            // A provider that has answered before fails in the middle of a run: what was made so far is not thrown away for it.
            AgentTelemetry.Fail(activity, error);
            if (Clients.Usage?.HasAnswer != true || goal.Abandon?.Invoke(error.Message) != true)
            {
                throw;
            }
        }
    }

    private async Task TalkAsync(string agent, string prompt, IReadOnlyDictionary<string, object> values, IReadOnlyList<AIFunction> tools, AgentGoal goal, CancellationToken cancellationToken)
    {
        List<ChatMessage> history = [.. Prompts.Render(prompt, values)];
        ChatOptions options = PromptOptions.Read(Prompts.Get(prompt));
        options.Tools = [.. tools.Select(AroundTool)];
        ToolLoopOptions loop = new() { Agent = agent, IsComplete = goal.IsClosed, Transcript = Transcript, MaximumRounds = goal.MaximumRounds, TraceContent = Clients.TracesContent };
        using ToolLoopChatClient client = new(new NoticeChatClient(new BorrowedChatClient(Clients.For(agent)), Warn), loop);
        while (!goal.IsClosed())
        {
            ChatResponse response = await client.GetResponseAsync(history, options, cancellationToken).ConfigureAwait(false);
            history.AddRange(response.Messages);
            if (!goal.IsClosed())
            {
                goal.Miss();
            }

            if (!goal.IsClosed())
            {
                history.AddRange(Prompts.Render(ReminderPrompt, new Dictionary<string, object> { ["tool"] = goal.Tool }));
            }
        }
    }

    /// <summary>A picture as a data URI, the form in which prompts take images.</summary>
    public static string DataUri(IImageEncoder encoder, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        EncodedImage encoded = encoder.Encode(image);
        return $"data:{encoded.MediaType};base64,{Convert.ToBase64String(encoded.Data.Span)}";
    }

    /// <summary>Facts of a scene as the JSON block that prompts carry.</summary>
    public static string Facts(JsonObject facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.ToJsonString(AgentJson.Options);
    }
}
