using System.Text.Json.Nodes;
using ReCorD.Agents.Conversations;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Prompting;

/// <summary>Has the chat model read a text, in any language and phrasing, into interactions.</summary>
public sealed class PromptAgent(AgentConversation conversation)
{
    public const string Name = AgentNames.Prompt;

    /// <summary>Settles the submission; out of attempts it stays without a value.</summary>
    /// <exception cref="Providers.ChatProviderException">The model cannot be reached or does not speak the protocol.</exception>
    public Task RunAsync(string text, Submission<InteractionReading> submission, CancellationToken cancellationToken)
    {
        Dictionary<string, object> values = new(StringComparer.Ordinal)
        {
            ["prompt"] = text,
            ["most"] = SubmitInteractionsTool.MaximumInteractions,
            ["facts"] = AgentConversation.Facts(new JsonObject { ["task"] = Name, ["prompt"] = text }),
        };
        AgentGoal goal = AgentGoal.For(submission, ToolNames.SubmitInteractions);
        return conversation.RunAsync(Name, Name, values, [new SubmitInteractionsTool(submission).ToFunction()], goal, cancellationToken);
    }
}
