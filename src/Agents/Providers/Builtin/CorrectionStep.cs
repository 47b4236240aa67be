using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>Has the final picture made where that is the model's job.</summary>
internal sealed class CorrectionStep : IPlannerStep
{
    public IReadOnlyList<PlannedCall> Next(ConversationReading reading) =>
        reading.Offers(ToolNames.CorrectInteraction) && !reading.CallsOf(ToolNames.CorrectInteraction).Any()
            && reading.CallsOf(ToolNames.SubmitPoseChoice).Any(call => call.Accepted)
            ? [new PlannedCall(ToolNames.CorrectInteraction, [])]
            : [];
}
