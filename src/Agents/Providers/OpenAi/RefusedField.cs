using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>
/// Reads from an endpoint's complaint which field of a request it does not take. Endpoints word it in all ways ("Unsupported
/// parameter: 'max_tokens'", "Unknown name \"seed\"", "`temperature` and `top_p` cannot both be specified"), but name the field.
/// </summary>
internal static class RefusedField
{
    // Fields that a request can do without. Of two that are named together the earlier is let go.
    private static readonly string[] Optional =
        ["parallel_tool_calls", "tool_choice", "stream_options", "seed", "top_p", "temperature", "max_completion_tokens", "max_tokens", "stream"];

    /// <param name="complaint">What the endpoint said.</param>
    /// <param name="request">What it was sent.</param>
    /// <returns>Null: none that could be left out.</returns>
    public static string? In(string complaint, JsonObject request) => Optional.FirstOrDefault(field =>
        request.ContainsKey(field) && Regex.IsMatch(complaint, $@"\b{field}\b", RegexOptions.CultureInvariant));
}
