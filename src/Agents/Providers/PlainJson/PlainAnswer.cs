using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Providers.PlainJson;

/// <summary>
/// What a model without tools wrote, read for tool calls: inside code fences, tags or sentences, under the usual other names
/// (<c>name</c>, <c>function</c>, <c>parameters</c>), several at once, or the bare arguments where they fit one tool only.
/// </summary>
/// <param name="Text">What stands before the first call.</param>
/// <param name="Calls">In order.</param>
internal sealed partial record PlainAnswer(string Text, IReadOnlyList<FunctionCallContent> Calls)
{
    private static readonly string[] NameKeys = ["tool", "name", "function", "tool_name", "action"];
    private static readonly string[] ArgumentKeys = ["arguments", "parameters", "args", "input", "action_input"];

    /// <param name="text">The answer.</param>
    /// <param name="tools">What may be called.</param>
    /// <param name="earlier">Calls before this answer; ids count on from there.</param>
    public static PlainAnswer Read(string text, IReadOnlyList<AIFunctionDeclaration> tools, int earlier)
    {
        string said = JsonInText.WithoutThought(text);
        List<FunctionCallContent> calls = [];
        int first = -1;
        foreach ((int start, JsonElement value) in JsonInText.Find(said))
        {
            int before = calls.Count;
            foreach ((string name, JsonElement arguments) in CallsIn(value, tools))
            {
                calls.Add(Call(name, arguments, earlier + calls.Count));
            }

            first = first < 0 && calls.Count > before ? start : first;
        }

        if (calls.Count == 0 && Broken(said, earlier) is { } broken)
        {
            return new PlainAnswer(said.Trim(), [broken]);
        }

        return new PlainAnswer(first < 0 ? said.Trim() : WithoutFence(said[..first]), calls);
    }

    private static IEnumerable<(string Name, JsonElement Arguments)> CallsIn(JsonElement value, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().SelectMany(item => CallsIn(item, tools));
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (value.TryGetProperty("tool_calls", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            return CallsIn(list, tools);
        }

        // A tool may have a parameter of one of these names, so what stands there need not name a tool.
        string? nameKey = Array.Find(NameKeys, key => value.TryGetProperty(key, out _));
        JsonElement? named = nameKey is null ? null : value.GetProperty(nameKey);
        return named is { ValueKind: JsonValueKind.Object } function && CallsIn(function, tools).ToArray() is [_, ..] nested ? nested
            : named is { ValueKind: JsonValueKind.String } name && Member(value, ArgumentKeys) is { } arguments ? [(name.GetString()!, arguments)]
            : named is { ValueKind: JsonValueKind.String } alone && Find(tools, alone.GetString()!) is { } tool ? [(tool.Name, Rest(value, nameKey!))]
            : value.EnumerateObject().ToArray() is [var only] && Find(tools, only.Name) is { } keyed ? [(keyed.Name, only.Value)]
            : tools.Where(candidate => Fits(value, candidate.JsonSchema)).ToArray() is [var single] ? [(single.Name, value)]
            : [];
    }

    private static AIFunctionDeclaration? Find(IReadOnlyList<AIFunctionDeclaration> tools, string name) => tools.FirstOrDefault(tool => tool.Name == name);

    private static JsonElement? Member(JsonElement value, string[] keys) =>
        keys.Select(key => value.TryGetProperty(key, out JsonElement found) ? found : (JsonElement?)null).FirstOrDefault(found => found is not null);

    /// <summary>The members beside the tool's name, where a model wrote its arguments there.</summary>
    private static JsonElement Rest(JsonElement value, string nameKey) =>
        JsonSerializer.SerializeToElement(value.EnumerateObject().Where(member => member.Name != nameKey).ToDictionary(member => member.Name, member => member.Value));

    /// <summary>Whether an object has all that a tool requires, at least one argument, and nothing else.</summary>
    private static bool Fits(JsonElement value, JsonElement schema)
    {
        HashSet<string> keys = [.. value.EnumerateObject().Select(member => member.Name)];
        string[] known = schema.TryGetProperty("properties", out JsonElement properties) ? [.. properties.EnumerateObject().Select(member => member.Name)] : [];
        string[] required = schema.TryGetProperty("required", out JsonElement list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
        return keys.Count > 0 && keys.IsSubsetOf(known) && keys.IsSupersetOf(required);
    }

    /// <summary>A call; arguments that are no object are kept as its exception, for the tool loop to send back.</summary>
    private static FunctionCallContent Call(string name, JsonElement arguments, int number) => FunctionCallContent.CreateFromParsedArguments(
        arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : JsonSerializer.Serialize(arguments), Id(number), name, AgentJson.ParseArguments);

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"json-{number + 1}");

    /// <summary>What was meant as a call but is no JSON goes back to the model with the reason, as a broken tool call would.</summary>
    private static FunctionCallContent? Broken(string said, int earlier)
    {
        Match attempt = Attempt().Match(said);
        return attempt.Success
            ? new FunctionCallContent(Id(earlier), attempt.Groups["name"].Value) { Exception = new JsonException("The JSON of the call is damaged or cut short.") }
            : null;
    }

    private static string WithoutFence(string text) => Opening().Replace(text, "").Trim();

    [GeneratedRegex("""\{\s*"(?:tool|tool_name)"\s*:\s*"(?<name>[^"]+)"\s*[,}]""", RegexOptions.CultureInvariant)]
    private static partial Regex Attempt();

    [GeneratedRegex("""(?:```\w*|<tool_call>)\s*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
