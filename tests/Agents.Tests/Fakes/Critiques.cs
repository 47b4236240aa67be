using System.Globalization;
using Microsoft.Extensions.AI;

namespace ReCorD.Fakes;

/// <summary>Answers of a scripted critic.</summary>
internal static class Critiques
{
    /// <summary>All questions answered with one score; the rest as JSON members.</summary>
    public static ChatMessage Give(double score, bool accepted, string rest = "")
    {
        string answer = string.Create(CultureInfo.InvariantCulture, $$"""{"score": {{score}}, "reason": "seen"}""");
        return ScriptedChatClient.Call(("submit_critique", $$"""
            {"action": {{answer}}, "object": {{answer}}, "contact": {{answer}}, "single": {{answer}}, "clean": {{answer}}, "accepted": {{(accepted ? "true" : "false")}}{{(rest.Length > 0 ? ", " + rest : "")}} }
            """));
    }

    public static ChatMessage Accept(double score = 0.9) => Give(score, true);

    public static ChatMessage Ask(double score, string change, string rest = "") =>
        Give(score, false, $"\"change\": \"{change}\", \"change_reason\": \"it should help\"{(rest.Length > 0 ? ", " + rest : "")}");
}
