using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>Has the candidates made where that is the model's job.</summary>
internal sealed class CandidateStep : IPlannerStep
{
    public IReadOnlyList<PlannedCall> Next(ConversationReading reading) =>
        reading.Offers(ToolNames.GenerateCandidates) && !reading.CallsOf(ToolNames.GenerateCandidates).Any()
            ? [new PlannedCall(ToolNames.GenerateCandidates, [])]
            : [];
}
