using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Conversations;

/// <summary>What a conversation is for.</summary>
public sealed record AgentGoal
{
    /// <summary>The tool by which the model must answer.</summary>
    public required string Tool { get; init; }

    /// <summary>Nothing more is expected.</summary>
    public required Func<bool> IsClosed { get; init; }

    /// <summary>Counts a turn that ended without an answer.</summary>
    public required Action Miss { get; init; }

    /// <summary>
    /// Told why, when the provider fails for good in the middle of a run; returns whether the run can go on without the answer. Null: it cannot.
    /// </summary>
    public Func<string, bool>? Abandon { get; init; }

    /// <summary>Most requests to the model before the turn counts as missed. Default 12.</summary>
    public int MaximumRounds { get; init; } = 12;

    /// <summary>The goal of having a submission answered.</summary>
    public static AgentGoal For<T>(Submission<T> submission, string tool)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(submission);
        return new AgentGoal
        {
            Tool = tool,
            IsClosed = () => submission.IsClosed,
            Miss = () => submission.Reject($"The answer did not call {tool}."),
            Abandon = reason =>
            {
                submission.Abandon(reason);
                return true;
            },
        };
    }
}
