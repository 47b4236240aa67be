using ReCorD.Agents.Conversations;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Layout;

/// <summary>Shows the chosen picture, its pose and its boxes to the chat model and has it say where the object must be.</summary>
public sealed class LayoutAgent(AgentConversation conversation)
{
    public const string Name = AgentNames.Layout;

    /// <summary>The task in the present state of a scene.</summary>
    /// <exception cref="InvalidOperationException">No candidate was chosen.</exception>
    public static AgentTask TaskFor(SceneSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        SceneCandidate chosen = session.Chosen ?? throw new InvalidOperationException("A candidate must be chosen before the layout.");
        Dictionary<string, object> values = new(StringComparer.Ordinal)
        {
            ["prompt"] = session.Prompt.Text,
            ["object"] = session.Prompt.Object ?? "",
            ["facts"] = AgentConversation.Facts(SceneFacts.Of(session, Name)),
            ["image"] = AgentConversation.DataUri(session.Services.Encoder, chosen.Image),
        };
        return new AgentTask(Name, Name, values, SceneTools.ForLayout(session), AgentGoal.For(session.LayoutSubmission, ToolNames.SubmitLayout));
    }

    /// <summary>Settles the session's layout where it can. Out of attempts, the present object box is kept, and the record says so; where there is none the layout is given up.</summary>
    /// <exception cref="Providers.ChatProviderException">The model cannot be reached or does not speak the protocol.</exception>
    public async Task RunAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        await conversation.RunAsync(TaskFor(session), cancellationToken).ConfigureAwait(false);
        Fallbacks.KeepPresentBox(session);
    }
}
