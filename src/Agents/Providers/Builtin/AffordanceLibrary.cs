using ReCorD.Agents.Prompts;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>The knowledge of prompts/affordances.yaml.</summary>
internal sealed class AffordanceLibrary
{
    public const string FileName = "affordances.yaml";

    private static readonly string[] Verticals = ["anchor", "ground", "sky"];

    private readonly Affordance[] classes;
    private readonly Dictionary<string, ObjectSize> sizes;
    private readonly ObjectSize unknown;

    private AffordanceLibrary(Affordance[] classes, Dictionary<string, ObjectSize> sizes, ObjectSize unknown)
    {
        this.classes = classes;
        this.sizes = sizes;
        this.unknown = unknown;
    }

    /// <exception cref="PromptException">Missing or malformed file.</exception>
    public static AffordanceLibrary Load(string folder)
    {
        YamlMap root = YamlMap.Load(Path.Combine(folder, FileName));
        root.AllowOnly("classes", "objects", "unknown_object");
        Affordance[] classes = [.. root.Maps("classes").Select(ReadClass)];
        if (classes.Count(item => item.IsDefault) != 1)
        {
            throw root.Error("classes", "exactly one class must have 'default: true'.");
        }

        YamlMap objects = root.RequiredMap("objects");
        Dictionary<string, ObjectSize> sizes = objects.Keys.ToDictionary(key => key, key => ReadSize(objects.RequiredMap(key)), StringComparer.OrdinalIgnoreCase);
        return new AffordanceLibrary(classes, sizes, ReadSize(root.RequiredMap("unknown_object")));
    }

    /// <summary>The class of a verb: as listed, else by its first word, else by its ending, else the default class.</summary>
    /// <returns>The class, and whether the verb itself is listed.</returns>
    public (Affordance Class, bool Known) Find(string? verb)
    {
        string text = (verb ?? "").Trim().ToLowerInvariant();
        string first = text.Split(' ')[0];
        if (Array.Find(classes, item => item.Verbs.Contains(text)) is { } listed)
        {
            return (listed, true);
        }

        Affordance nearest = Array.Find(classes, item => item.Verbs.Contains(first))
            ?? Array.Find(classes, item => item.Endings.Any(ending => text.EndsWith(ending, StringComparison.Ordinal)))
            ?? Array.Find(classes, item => item.IsDefault)!;
        return (nearest, false);
    }

    /// <summary>The size of a thing: as listed, else of its last word ("tennis ball" is a ball), else that of unknown things.</summary>
    public ObjectSize SizeOf(string? thing)
    {
        string text = (thing ?? "").Trim();
        return sizes.TryGetValue(text, out ObjectSize? size) || sizes.TryGetValue(text[(text.LastIndexOf(' ') + 1)..], out size) ? size : unknown;
    }

    private static Affordance ReadClass(YamlMap map)
    {
        map.AllowOnly("name", "verbs", "endings", "default", "pose_type", "relationship", "pose", "place");
        return new Affordance
        {
            Name = map.RequiredText("name"),
            Verbs = map.Texts("verbs"),
            Endings = map.Texts("endings"),
            IsDefault = map.Flag("default") ?? false,
            PoseType = map.RequiredText("pose_type"),
            Relationship = map.RequiredText("relationship"),
            Pose = [.. map.Maps("pose").Select(ReadRule)],
            Place = ReadPlace(map.RequiredMap("place")),
        };
    }

    private static PoseRule ReadRule(YamlMap map)
    {
        map.AllowOnly("measure", "from", "to", "slack", "weight");
        string measure = map.RequiredText("measure");
        if (!PoseMeasures.Names.Contains(measure))
        {
            throw map.Error("measure", $"there is no measure '{measure}'; known: {string.Join(", ", PoseMeasures.Names)}.");
        }

        PoseRule rule = new(measure, Required(map, "from"), Required(map, "to"), Required(map, "slack"), Required(map, "weight"));
        return rule.From <= rule.To && rule.Slack > 0 && rule.Weight > 0 ? rule : throw map.Error("from", "'from' must not exceed 'to'; slack and weight must be above 0.");
    }

    private static Placement ReadPlace(YamlMap map)
    {
        map.AllowOnly("anchor", "object", "body", "vertical");
        string anchor = map.RequiredText("anchor"), vertical = map.Text("vertical") ?? "anchor";
        if (!BodyAnchors.Names.Contains(anchor))
        {
            throw map.Error("anchor", $"there is no anchor '{anchor}'; known: {string.Join(", ", BodyAnchors.Names)}.");
        }

        if (!Verticals.Contains(vertical))
        {
            throw map.Error("vertical", $"'{vertical}' is unknown; choose {string.Join(", ", Verticals)}.");
        }

        double[] inObject = map.Numbers("object", 2) ?? [0, 0], inBody = map.Numbers("body", 2) ?? [0, 0];
        return new Placement(anchor, inObject[0], inObject[1], inBody[0], inBody[1], vertical);
    }

    private static ObjectSize ReadSize(YamlMap map)
    {
        map.AllowOnly("width", "height");
        double[] width = map.Numbers("width", 2) ?? throw map.Error("width", "'width' is missing.");
        double[] height = map.Numbers("height", 2) ?? throw map.Error("height", "'height' is missing.");
        return width[0] > 0 && width[0] <= width[1] && height[0] > 0 && height[0] <= height[1]
            ? new ObjectSize(width[0], width[1], height[0], height[1])
            : throw map.Error("width", "sizes are [smallest, largest], above 0.");
    }

    private static double Required(YamlMap map, string key) => map.Number(key) ?? throw map.Error(key, $"'{key}' is missing.");
}
