using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Prompts;

/// <summary>The prompts of a folder by name. Files are read when first asked for and checked then.</summary>
public sealed class PromptLibrary
{
    private readonly Dictionary<string, PromptDefinition> prompts = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <param name="folder">Folder with the YAML files; beside the executable in the program.</param>
    public PromptLibrary(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
    }

    public string Folder { get; }

    /// <summary>The prompt <c>{name}.yaml</c>.</summary>
    /// <exception cref="PromptException">Missing or malformed file.</exception>
    public PromptDefinition Get(string name)
    {
        lock (gate)
        {
            if (!prompts.TryGetValue(name, out PromptDefinition? prompt))
            {
                prompt = PromptFile.Read(Path.Combine(Folder, name + ".yaml"));
                prompts.Add(name, prompt);
            }

            return prompt;
        }
    }

    /// <summary>The prompt's messages with the values put in.</summary>
    /// <exception cref="PromptException">Missing or malformed file, a missing value, or a result that is no chat.</exception>
    public IReadOnlyList<ChatMessage> Render(string name, IReadOnlyDictionary<string, object> values) => PromptRenderer.Render(Get(name), values);
}
