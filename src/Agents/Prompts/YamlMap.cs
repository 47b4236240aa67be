using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Agents.Naming;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ReCorD.Agents.Prompts;

/// <summary>A mapping of a YAML file that knows its file and line, so that every complaint can point there.</summary>
public sealed class YamlMap
{
    private readonly string file;
    private readonly YamlMappingNode node;

    private YamlMap(string file, YamlMappingNode node)
    {
        this.file = file;
        this.node = node;
    }

    /// <summary>Line on which the mapping begins, from 1.</summary>
    public long Line => node.Start.Line;

    /// <summary>The file it stands in.</summary>
    public string File => file;

    public IEnumerable<string> Keys => node.Children.Keys.Select(key => Scalar(key, "a key"));

    /// <summary>The file's root, which must be a mapping.</summary>
    /// <exception cref="PromptException">No such file, no YAML, or no mapping.</exception>
    public static YamlMap Load(string file) => Root(file) is YamlMappingNode map ? new YamlMap(file, map) : throw new PromptException(file, 1, "expected one YAML document with keys and values.");

    /// <summary>The mappings of a file whose root is a list of them.</summary>
    /// <exception cref="PromptException">No such file, no YAML, or no list of mappings.</exception>
    public static IReadOnlyList<YamlMap> LoadList(string file) => Root(file) is YamlSequenceNode list
        ? [.. list.Children.Select(item => item is YamlMappingNode map ? new YamlMap(file, map) : throw new PromptException(file, item.Start.Line, "every entry must be a mapping."))]
        : throw new PromptException(file, 1, "expected one YAML document that is a list ('- ' before each entry).");

    private static YamlNode? Root(string file)
    {
        try
        {
            using StreamReader reader = new(file);
            YamlStream stream = [];
            stream.Load(reader);
            return stream.Documents.Count == 1 ? stream.Documents[0].RootNode : null;
        }
        catch (YamlException error)
        {
            throw new PromptException(file, error.Start.Line, $"not valid YAML: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PromptException(file, null, $"cannot be read: {error.Message}", error);
        }
    }

    public void AllowOnly(params ReadOnlySpan<string> known)
    {
        foreach (YamlNode key in node.Children.Keys)
        {
            string name = Scalar(key, "a key");
            if (!known.Contains(name))
            {
                throw new PromptException(file, key.Start.Line, $"unknown key '{name}'; known here: {string.Join(", ", known.ToArray())}.{SimilarNames.Hint(name, known.ToArray())}");
            }
        }
    }

    /// <summary>Line of a key's value, or of the mapping where the key is missing.</summary>
    public long LineOf(string key) => Find(key)?.Start.Line ?? Line;

    public string? Text(string key) => Find(key) is YamlScalarNode scalar ? scalar.Value : null;

    public string RequiredText(string key) =>
        Find(key) is { } found ? Scalar(found, $"'{key}'") : throw new PromptException(file, Line, $"'{key}' is missing.");

    /// <summary>A plain value; null where the key is missing. Anything else than a plain value is an error.</summary>
    public string? OptionalText(string key) => Find(key) is { } found ? Scalar(found, $"'{key}'") : null;

    /// <summary>A whole number within a range; null where the key is missing.</summary>
    public int? Whole(string key, int minimum, int maximum)
    {
        if (OptionalText(key) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= minimum && number <= maximum
            ? number
            : throw Error(key, string.Create(CultureInfo.InvariantCulture, $"'{key}' is '{text}'; expected a whole number from {minimum} to {maximum}."));
    }

    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        { } other => throw new PromptException(file, LineOf(key), $"'{key}' is '{other}'; expected true or false."),
    };

    public double? Number(string key) => Find(key) is { } found ? Number(found, key) : null;

    /// <summary>A list of numbers of the given length; null where the key is missing.</summary>
    public double[]? Numbers(string key, int count)
    {
        if (Find(key) is not { } found)
        {
            return null;
        }

        double[]? numbers = found is YamlSequenceNode list ? [.. list.Children.Select(item => Number(item, key))] : null;
        return numbers?.Length == count ? numbers : throw new PromptException(file, found.Start.Line, $"'{key}' must be a list of {count} numbers.");
    }

    public IReadOnlyList<string> Texts(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(item => Scalar(item, $"an entry of '{key}'"))],
        { } other => throw new PromptException(file, other.Start.Line, $"'{key}' must be a list."),
    };

    public YamlMap? Map(string key) => Find(key) switch
    {
        null => null,
        YamlMappingNode map => new YamlMap(file, map),
        { } other => throw new PromptException(file, other.Start.Line, $"'{key}' must be a mapping."),
    };

    public YamlMap RequiredMap(string key) => Map(key) ?? throw new PromptException(file, Line, $"'{key}' is missing.");

    public IReadOnlyList<YamlMap> Maps(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(item => item is YamlMappingNode map
            ? new YamlMap(file, map)
            : throw new PromptException(file, item.Start.Line, $"every entry of '{key}' must be a mapping."))],
        { } other => throw new PromptException(file, other.Start.Line, $"'{key}' must be a list."),
    };

    /// <summary>
    /// A list whose entries are plain values or mappings; a single one may stand without a list. Empty where the key is missing.
    /// </summary>
    public IReadOnlyList<YamlEntry> Entries(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(item => Entry(item, key))],
        { } single => [Entry(single, key)],
    };

    /// <summary>All keys and values as JSON: plain numbers, true, false and null as such, everything else as text.</summary>
    public JsonObject ToJson() => YamlJson.Of(file, node);

    public PromptException Error(string key, string problem) => new(file, LineOf(key), problem);

    private YamlEntry Entry(YamlNode item, string key) => item is YamlMappingNode map
        ? new YamlEntry(null, new YamlMap(file, map), item.Start.Line)
        : new YamlEntry(Scalar(item, $"an entry of '{key}'"), null, item.Start.Line);

    private YamlNode? Find(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;

    private double Number(YamlNode item, string key) =>
        double.TryParse(Scalar(item, $"'{key}'"), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new PromptException(file, item.Start.Line, $"'{key}' holds '{item}'; expected a number.");

    private string Scalar(YamlNode item, string what) =>
        (item as YamlScalarNode)?.Value ?? throw new PromptException(file, item.Start.Line, $"{what} must be a plain value.");
}
