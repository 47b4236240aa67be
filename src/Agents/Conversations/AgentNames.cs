namespace ReCorD.Agents.Conversations;

/// <summary>The agents by the names under which they stand in configurations, prompts, transcripts and records.</summary>
public static class AgentNames
{
    /// <summary>Chooses the candidate whose pose fits the action.</summary>
    public const string PoseSelection = "pose-selection";

    /// <summary>Says where the object must be.</summary>
    public const string Layout = "layout";

    /// <summary>Drives a whole run.</summary>
    public const string Planner = "planner";

    /// <summary>Reads free text into interactions.</summary>
    public const string Prompt = "prompt";

    /// <summary>Judges the finished picture.</summary>
    public const string Critic = "critic";

    /// <summary>All of them, in the order of a run.</summary>
    public static IReadOnlyList<string> All { get; } = [Prompt, Planner, PoseSelection, Layout, Critic];

    /// <summary>The name as it is written here, whatever the case of the given one; null where no agent has it.</summary>
    public static string? Find(string name) => All.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What to tell a user who wrote a name that no agent has.</summary>
    public static string Unknown(string name) => $"There is no agent '{name}'. Agents: {string.Join(", ", All)}.";
}
