using System.Text.Json.Nodes;
using ReCorD.Agents.Conversations;
using ReCorD.Plugins.Guards;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Planning;

/// <summary>Gives the chat model every tool and lets it drive the whole run, within the session's budget.</summary>
public sealed class PlannerAgent(AgentConversation conversation)
{
    public const string Name = AgentNames.Planner;

    /// <summary>Turns that may end in talk before the model is given up.</summary>
    private const int MaximumTurns = 2;

    /// <summary>The task of driving a scene from where it stands until <c>finish</c> is called.</summary>
    /// <param name="session">A run with <see cref="SceneSettings.Limits"/>.</param>
    /// <exception cref="ArgumentException">The session has no limits.</exception>
    public static AgentTask TaskFor(SceneSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        RunBudget budget = session.Budget ?? throw new ArgumentException("A planner needs limits; set SceneSettings.Limits.", nameof(session));
        Dictionary<string, object> values = new(StringComparer.Ordinal)
        {
            ["prompt"] = session.Prompt.Text,
            ["facts"] = AgentConversation.Facts(Facts(session, budget)),
        };
        int turns = 0;
        AgentGoal goal = new()
        {
            Tool = ToolNames.Finish,
            IsClosed = () => session.Summary is not null || turns >= MaximumTurns || IsLost(session),
            Miss = () => turns++,

            // Calls are counted by the budget; this bounds a model that calls nothing but tools that do not exist.
            MaximumRounds = budget.MaximumCalls + 1,
        };
        return new AgentTask(Name, Name, values, SceneTools.All(session), goal);
    }

    /// <summary>Drives until the model calls finish, stops, or its budget is used up; whatever is then missing is the caller's to complete.</summary>
    /// <param name="session">A run with <see cref="SceneSettings.Limits"/>.</param>
    /// <param name="cancellationToken">Ends the conversation within the running request or tool.</param>
    /// <exception cref="ArgumentException">The session has no limits.</exception>
    /// <exception cref="Providers.ChatProviderException">The model cannot be reached or does not speak the protocol.</exception>
    public async Task<PlannerEnd> RunAsync(SceneSession session, CancellationToken cancellationToken)
    {
        AgentTask task = TaskFor(session);
        using BudgetedChatClient client = new(conversation.Clients, Name, session.Budget!, session.Services.Time);
        bool failed = false;
        AgentGoal goal = task.Goal with
        {
            IsClosed = () => client.End is not null || failed || task.Goal.IsClosed(),
            Abandon = reason => failed = GoesOn(session, reason),
        };
        await (conversation with { Clients = client }).RunAsync(task with { Goal = goal }, cancellationToken).ConfigureAwait(false);
        return session.Summary is not null ? PlannerEnd.Finished : failed ? PlannerEnd.Failed : client.End ?? PlannerEnd.Stopped;
    }

    private static JsonObject Facts(SceneSession session, RunBudget budget)
    {
        JsonObject facts = SceneFacts.Of(session, Name);
        SceneCosts costs = SceneCosts.Of(session.Settings);
        facts["budget"] = new JsonObject { ["steps"] = budget.MaximumSteps, ["calls"] = budget.MaximumCalls, ["seconds"] = Math.Round(budget.MaximumTime.TotalSeconds) };
        facts["costs_in_steps"] = new JsonObject { ["candidates"] = costs.AllCandidates, ["candidate"] = costs.Candidate, ["layout_trial"] = costs.Trial, ["correction"] = costs.Correction };
        return facts;
    }

    /// <summary>Before the first picture nothing is lost, and the user had better hear of the failure at once.</summary>
    private static bool GoesOn(SceneSession session, string reason)
    {
        if (session.Candidates.Count == 0)
        {
            return false;
        }

        session.Warn($"Planner: {reason}");
        return true;
    }

    // An answer that used up its attempts cannot be given any more, so the run would never come to a picture.
    private static bool IsLost(SceneSession session) => session.Branch.IsStuck && !session.Branches.Any(branch => branch.IsComplete);
}
