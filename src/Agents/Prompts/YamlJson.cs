using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ReCorD.Agents.Prompts;

/// <summary>YAML as JSON, by YAML's core schema: only values without quotes can be numbers, flags or null.</summary>
internal static class YamlJson
{
    public static JsonObject Of(string file, YamlMappingNode map)
    {
        JsonObject json = [];
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? throw new PromptException(file, key.Start.Line, "a key must be a plain value.");
            json[name] = Node(file, value);
        }

        return json;
    }

    private static JsonNode? Node(string file, YamlNode node) => node switch
    {
        YamlMappingNode map => Of(file, map),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => Node(file, item))]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new PromptException(file, node.Start.Line, "expected a value, a list or a mapping."),
    };

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => JsonValue.Create(whole),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }
}
