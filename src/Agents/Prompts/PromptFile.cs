
namespace ReCorD.Agents.Prompts;

/// <summary>Reads prompt files. Unknown keys are errors, as they are in Semantic Kernel, so that a misspelt one is noticed.</summary>
internal static class PromptFile
{
    private static readonly string[] RootKeys =
        ["name", "description", "template_format", "template", "allow_dangerously_set_content", "input_variables", "output_variable", "execution_settings"];

    private static readonly string[] VariableKeys = ["name", "description", "default", "is_required", "json_schema", "allow_dangerously_set_content", "sample"];

    public static PromptDefinition Read(string file)
    {
        YamlMap root = YamlMap.Load(file);
        root.AllowOnly(RootKeys);
        string format = root.Text("template_format") ?? "semantic-kernel";
        if (format != "handlebars")
        {
            throw new PromptException(file, root.LineOf("template_format"), $"template_format is '{format}'; only 'handlebars' is supported.");
        }

        string template = root.RequiredText("template");
        if (template.Contains("{{{", StringComparison.Ordinal) || template.Contains("{{&", StringComparison.Ordinal))
        {
            throw new PromptException(file, root.LineOf("template"), "the template uses {{{...}}} or {{&...}}, which would let scene text become markup; use {{...}} and declare program-made values with allow_dangerously_set_content.");
        }

        return new PromptDefinition
        {
            File = file,
            Name = root.RequiredText("name"),
            Description = root.Text("description") ?? "",
            Template = template,
            TemplateLine = root.LineOf("template") + 1,
            InputVariables = [.. root.Maps("input_variables").Select(ReadVariable)],
            OutputDescription = root.Map("output_variable")?.Text("description"),
            ExecutionSettings = ReadSettings(root.Map("execution_settings")),
        };
    }

    private static PromptVariable ReadVariable(YamlMap map)
    {
        map.AllowOnly(VariableKeys);
        return new PromptVariable(
            map.RequiredText("name"), map.Text("description") ?? "", map.Text("default"),
            map.Flag("is_required") ?? true, map.Flag("allow_dangerously_set_content") ?? false, map.Line);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> ReadSettings(YamlMap? map)
    {
        Dictionary<string, IReadOnlyDictionary<string, string>> settings = new(StringComparer.Ordinal);
        foreach (string service in map?.Keys ?? [])
        {
            YamlMap values = map!.Map(service)!;
            settings.Add(service, values.Keys.Where(key => values.Text(key) is not null).ToDictionary(key => key, key => values.Text(key)!, StringComparer.Ordinal));
        }

        return settings;
    }
}
