using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Agents.Prompts;
using ReCorD.Experiments.Assertions;

namespace ReCorD.Experiments.Definition;

/// <summary>Reads tests: written in the experiment file, or in files of their own (<c>file://tests.yaml</c>, a list; <c>file://tests.jsonl</c>, one a line; <c>file://prompts.txt</c>, a sentence a line).</summary>
internal static class TestReader
{
    private const string FilePrefix = "file://";

    private static readonly string[] Keys = ["description", "vars", "assert"];

    /// <summary>The tests of an experiment, each with what <c>defaultTest</c> adds.</summary>
    public static IReadOnlyList<TestCase> Read(YamlMap root, Func<string, string> resolve)
    {
        TestCase common = root.Map("defaultTest") is { } map ? FromYaml(map) : new TestCase(null, [], [], root.File, root.Line);
        List<TestCase> tests = [];
        foreach (YamlEntry entry in root.Entries("tests"))
        {
            tests.AddRange(entry.Map is { } written ? [FromYaml(written)] : FromFile(root.File, entry, resolve));
        }

        return tests.Count == 0
            ? throw new ExperimentException(root.File, root.LineOf("tests"), "'tests' has no entry; give at least one with 'vars', or the name of a file: file://tests.jsonl.")
            : [.. tests.Select(test => Complete(test, common))];
    }

    private static TestCase Complete(TestCase test, TestCase common)
    {
        JsonObject vars = (JsonObject)common.Vars.DeepClone();
        foreach ((string name, JsonNode? value) in test.Vars)
        {
            vars[name] = value?.DeepClone();
        }

        TestCase whole = test with { Vars = vars, Assertions = [.. common.Assertions, .. test.Assertions] };
        return whole with
        {
            Description = whole.Description is { } text ? Template.Fill(text, whole) : null,
            Assertions = [.. whole.Assertions.Select(assertion => assertion.Value is { } value ? assertion with { Value = Template.Fill(value, whole) } : assertion)],
        };
    }

    private static IEnumerable<TestCase> FromFile(string origin, YamlEntry entry, Func<string, string> resolve)
    {
        if (!entry.Text!.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            throw new ExperimentException(origin, entry.Line, $"'{entry.Text}' is no test; give a mapping with 'vars', or the name of a file as in file://tests.jsonl.");
        }

        string file = resolve(entry.Text[FilePrefix.Length..]);
        if (!File.Exists(file))
        {
            throw new ExperimentException(origin, entry.Line, $"the file '{file}' does not exist; names are relative to the experiment file.");
        }

        return Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".JSONL" => FromLines(file),
            ".TXT" => FromSentences(file),
            ".YAML" or ".YML" => YamlMap.LoadList(file).Select(FromYaml),
            _ => throw new ExperimentException(origin, entry.Line, $"'{entry.Text}' must end in .jsonl, .yaml, .yml or .txt."),
        };
    }

    private static TestCase FromYaml(YamlMap map)
    {
        map.AllowOnly(Keys);
        return FromJson(map.ToJson(), map.File, map.Line);
    }

    /// <summary>A line that holds nothing but a description tells of the file as a whole.</summary>
    private static IEnumerable<TestCase> FromLines(string file)
    {
        foreach ((int index, string line) in File.ReadLines(file).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            JsonObject json = Parse(file, index + 1, line);
            if (!(json.Count == 1 && json.ContainsKey("description")))
            {
                yield return FromJson(json, file, index + 1);
            }
        }
    }

    /// <summary>Each line is the var <c>prompt</c>.</summary>
    private static IEnumerable<TestCase> FromSentences(string file) => File.ReadLines(file).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item))
        .Select(line => new TestCase(null, new JsonObject { ["prompt"] = line.Item.Trim() }, [], file, line.Index + 1));

    private static JsonObject Parse(string file, int line, string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new ExperimentException(file, line, "expected a JSON object with 'vars'.");
        }
        catch (JsonException error)
        {
            throw new ExperimentException(file, line, $"not valid JSON: {error.Message}", error);
        }
    }

    private static TestCase FromJson(JsonObject json, string file, long line)
    {
        JsonFields fields = new(json, file, line, "a test");
        fields.AllowOnly(Keys);
        return new TestCase(
            fields.Text("description"), (JsonObject)fields.Object("vars").DeepClone(),
            [.. fields.Objects("assert").Select(assertion => AssertionReader.Read(assertion, file, line))], file, line);
    }
}
