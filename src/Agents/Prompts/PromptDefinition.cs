namespace ReCorD.Agents.Prompts;

/// <summary>A prompt file in Semantic Kernel's schema, as read.</summary>
public sealed record PromptDefinition
{
    /// <summary>Path of the file, for messages.</summary>
    public required string File { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Handlebars text that renders to chat messages.</summary>
    public required string Template { get; init; }

    /// <summary>Line of the file on which the template begins, from 1.</summary>
    public required long TemplateLine { get; init; }

    public IReadOnlyList<PromptVariable> InputVariables { get; init; } = [];

    public string? OutputDescription { get; init; }

    /// <summary>Settings by service; keys and values as written.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ExecutionSettings { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();
}

/// <summary>A value that a prompt takes.</summary>
/// <param name="Name">As used in the template.</param>
/// <param name="Description">What it is.</param>
/// <param name="Default">Used where no value is given; null: none.</param>
/// <param name="IsRequired">Rendering without a value or default is an error.</param>
/// <param name="AllowDangerouslySetContent">The value may hold markup. Only for values that the program made itself.</param>
/// <param name="Line">Line in the file, from 1.</param>
public sealed record PromptVariable(string Name, string Description, string? Default, bool IsRequired, bool AllowDangerouslySetContent, long Line);
