using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Experiments.Matrix;

/// <summary>Names items by what decides their results, so that results are found again as long as nothing of that has changed.</summary>
internal sealed class ItemIdentity(string task)
{
    /// <summary>Raised when results of old items would not be those of new ones.</summary>
    private const int Version = 2;

    /// <summary>Hexadecimal digits of an id: enough that two of a million items hardly ever share one.</summary>
    private const int Digits = 16;

    private readonly Dictionary<string, int> seen = new(StringComparer.Ordinal);

    /// <summary>The id. Items that are equal in everything, as where a test stands twice in a file, are told apart by their order.</summary>
    public string Of(TaskItem item, JsonObject fingerprint)
    {
        JsonObject all = new()
        {
            ["version"] = Version,
            ["task"] = task,
            ["template"] = item.Prompt.Template,
            ["provider"] = item.Provider.Id,
            ["settings"] = new JsonObject(item.Provider.Settings.Select(pair => KeyValuePair.Create(pair.Key.ToLowerInvariant(), (JsonNode?)pair.Value))),
            ["vars"] = item.Test.Vars.DeepClone(),
            ["repeat"] = item.Repeat,
            ["fingerprint"] = fingerprint.DeepClone(),
        };
        string once = Hash(all);
        int times = seen.GetValueOrDefault(once);
        seen[once] = times + 1;
        all["again"] = times;
        return times == 0 ? once : Hash(all);
    }

    private static string Hash(JsonObject all) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(all)!.ToJsonString())))[..Digits];

    /// <summary>With keys in order: where a key stands in a file decides nothing.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
