namespace ReCorD.Agents.Planning;

/// <summary>How a planner's conversation ended.</summary>
public enum PlannerEnd
{
    /// <summary>By its own word, with a picture.</summary>
    Finished,

    /// <summary>It only talked, or answered what can never become a picture.</summary>
    Stopped,

    /// <summary>It went on after it was told that its calls or its time were used up.</summary>
    BudgetUsedUp,

    /// <summary>It gave no answer in time.</summary>
    Unanswered,

    /// <summary>Its chat model, which had answered before, could not be used any more.</summary>
    Failed,
}
