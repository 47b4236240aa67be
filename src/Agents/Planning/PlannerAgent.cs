using ReCorD.Agents.Conversations;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Planning;

/// <summary>Gives the chat model every tool and lets it drive the whole run.</summary>
public sealed class PlannerAgent(AgentConversation conversation)
{
    public const string Name = AgentNames.Planner;

    /// <summary>Most requests to the model in one run.</summary>
    public const int MaximumRounds = 40;

    private const int MaximumTurns = 2;

    /// <summary>The task of driving a scene from where it stands.</summary>
    public static AgentTask TaskFor(SceneSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Dictionary<string, object> values = new(StringComparer.Ordinal)
        {
            ["prompt"] = session.Prompt.Text,
            ["facts"] = AgentConversation.Facts(SceneFacts.Of(session, Name)),
        };
        int turns = 0;
        AgentGoal goal = new()
        {
            Tool = ToolNames.CorrectInteraction,
            IsClosed = () => IsFinal(session) || IsStuck(session) || turns >= MaximumTurns,
            Miss = () => turns++,
            Abandon = reason => GoesOn(session, reason, () => turns = MaximumTurns),
            MaximumRounds = MaximumRounds / MaximumTurns,
        };
        return new AgentTask(Name, Name, values, SceneTools.All(session), goal);
    }

    /// <summary>Drives until the picture is final or the budget is used up; whatever is then missing is the caller's to complete.</summary>
    /// <returns>Whether the model brought the run to its end.</returns>
    /// <exception cref="Providers.ChatProviderException">The model cannot be reached or does not speak the protocol.</exception>
    public async Task<bool> RunAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        await conversation.RunAsync(TaskFor(session), cancellationToken).ConfigureAwait(false);
        return IsFinal(session);
    }

    /// <summary>Before the first picture nothing is lost, and the user had better hear of the failure at once.</summary>
    private static bool GoesOn(SceneSession session, string reason, Action stop)
    {
        if (session.Candidates.Count == 0)
        {
            return false;
        }

        session.Warn($"Planner: {reason}");
        stop();
        return true;
    }

    private static bool IsFinal(SceneSession session) => session.Correction is not null || session.ChangeCheck is { Corrected: false };

    // An answer that used up its attempts cannot be given any more, so the run would never become final.
    private static bool IsStuck(SceneSession session) =>
        (session.PoseSubmission.IsClosed && session.PoseSubmission.Value is null) || (session.LayoutSubmission.IsClosed && session.LayoutSubmission.Value is null);
}
