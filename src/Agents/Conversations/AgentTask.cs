using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>What an agent is asked to do in a scene, whoever then holds the conversation.</summary>
/// <param name="Agent">Name of the agent.</param>
/// <param name="Prompt">Name of its prompt.</param>
/// <param name="Values">What the prompt is filled with.</param>
/// <param name="Tools">What the model may call.</param>
/// <param name="Goal">When the task is done.</param>
public sealed record AgentTask(string Agent, string Prompt, IReadOnlyDictionary<string, object> Values, IReadOnlyList<AIFunction> Tools, AgentGoal Goal);
