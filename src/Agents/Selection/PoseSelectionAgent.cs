using ReCorD.Agents.Conversations;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Selection;

/// <summary>Shows all candidates to the chat model and has it choose the one whose pose fits the action.</summary>
public sealed class PoseSelectionAgent(AgentConversation conversation)
{
    public const string Name = AgentNames.PoseSelection;

    /// <summary>The task in the present state of a scene.</summary>
    public static AgentTask TaskFor(SceneSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Dictionary<string, object> values = new(StringComparer.Ordinal)
        {
            ["prompt"] = session.Prompt.Text,
            ["count"] = session.Candidates.Count,
            ["last"] = session.Candidates.Count - 1,
            ["facts"] = AgentConversation.Facts(SceneFacts.Of(session, Name)),
            ["images"] = session.Candidates.Select(candidate => AgentConversation.DataUri(session.Services.Encoder, candidate.Image)).ToArray(),
        };
        return new AgentTask(Name, Name, values, SceneTools.ForPoseSelection(session), AgentGoal.For(session.PoseSubmission, ToolNames.SubmitPoseChoice));
    }

    /// <summary>Settles the session's pose choice. Out of attempts, the first candidate is kept, and the record says so.</summary>
    /// <exception cref="Providers.ChatProviderException">The model cannot be reached or does not speak the protocol.</exception>
    public async Task RunAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        await conversation.RunAsync(TaskFor(session), cancellationToken).ConfigureAwait(false);
        Fallbacks.KeepFirstCandidate(session);
    }
}
