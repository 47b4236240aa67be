using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>Reads a text by the rules for English clauses. Of other languages it understands nothing, and says so.</summary>
internal sealed class InteractionsStep : IPlannerStep
{
    public IReadOnlyList<PlannedCall> Next(ConversationReading reading)
    {
        bool open = reading.Offers(ToolNames.SubmitInteractions) && !reading.CallsOf(ToolNames.SubmitInteractions).Any();
        return open && reading.Text("prompt") is { } text ? [Submit([.. InteractionClauses.Find(text).Take(SubmitInteractionsTool.MaximumInteractions)])] : [];
    }

    private static PlannedCall Submit(Interaction[] found)
    {
        string reasoning = found.Length == 0
            ? "Built-in planner, by rules for English clauses: none of them says who does what to what. Other languages and freer phrasing need a chat model, as --provider chooses one."
            : string.Create(CultureInfo.InvariantCulture, $"Built-in planner, by rules for English clauses: {found.Length} of them {(found.Length == 1 ? "says" : "say")} who does what to what.");
        return new PlannedCall(ToolNames.SubmitInteractions, new JsonObject { ["interactions"] = new JsonArray([.. found.Select(Json)]), ["reasoning"] = reasoning });
    }

    private static JsonNode Json(Interaction one)
    {
        JsonObject json = new() { ["subject"] = one.Subject, ["verb"] = one.Verb, ["object"] = one.Object };
        if (one.Scene is { } scene)
        {
            json["scene"] = scene;
        }

        return json;
    }
}
