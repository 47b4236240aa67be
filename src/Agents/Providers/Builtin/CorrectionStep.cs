using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>Has the picture of a branch made where that is the model's job.</summary>
internal sealed class CorrectionStep : IPlannerStep
{
    public IReadOnlyList<PlannedCall> Next(ConversationReading reading) =>
        reading.Offers(ToolNames.CorrectInteraction) && !reading.CallsInBranch(ToolNames.CorrectInteraction).Any() && reading.Chosen is not null
            ? [new PlannedCall(ToolNames.CorrectInteraction, [])]
            : [];
}
