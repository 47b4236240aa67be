using System.Text.Json.Nodes;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>One part of the built-in planner's work. It looks at the conversation and says what to call next.</summary>
internal interface IPlannerStep
{
    /// <summary>The next calls; empty where this step has nothing (more) to do.</summary>
    IReadOnlyList<PlannedCall> Next(ConversationReading reading);
}

/// <summary>A tool to call.</summary>
internal sealed record PlannedCall(string Tool, JsonObject Arguments);
