using System.Text.Json.Nodes;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>A tool call of the conversation and what came of it.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">As sent.</param>
/// <param name="Result">The JSON of the answer; null where it was no JSON object.</param>
internal sealed record PastCall(string Tool, JsonObject Arguments, JsonObject? Result)
{
    /// <summary>The tool did its work.</summary>
    public bool Succeeded => Result is not null && !Result.ContainsKey("error");

    /// <summary>The answer that was submitted counts.</summary>
    public bool Accepted => Result?["accepted"]?.GetValue<bool>() == true;
}
