using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>Ends the run with the picture in which the object lies best in its box, where that is the model's job.</summary>
internal sealed class FinishStep : IPlannerStep
{
    public IReadOnlyList<PlannedCall> Next(ConversationReading reading)
    {
        if (!reading.Offers(ToolNames.Finish) || reading.CallsOf(ToolNames.Finish).Any() || reading.Pictures.MaxBy(picture => picture.Score) is not { } best)
        {
            return [];
        }

        string thing = reading.Text("object") ?? "object";
        string others = reading.Pictures.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", better than in the {reading.Pictures.Count - 1} other") : "";
        string summary = string.Create(
            CultureInfo.InvariantCulture,
            $"Candidate {best.Candidate} {(best.Corrected ? $"with the {thing} moved into its box" : $"as it was, its {thing} in place")}: {best.ShareAfter:P0} of the attention lies in the box and the overlap is {best.IouAfter:0.00}{others}.");
        return [new PlannedCall(ToolNames.Finish, new JsonObject { ["branch_index"] = best.Branch, ["summary"] = summary })];
    }
}
