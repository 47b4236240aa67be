using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Prompts;

/// <summary>The prompts of a folder by name. Files are read when first asked for and checked then.</summary>
public sealed class PromptLibrary
{
    private readonly Dictionary<string, PromptDefinition> prompts = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    private readonly IReadOnlyDictionary<string, string> replacements;

    /// <param name="folder">Folder with the YAML files; beside the executable in the program.</param>
    /// <param name="replacements">Files that take the place of the folder's, by the prompt's name; null: none.</param>
    public PromptLibrary(string folder, IReadOnlyDictionary<string, string>? replacements = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
        this.replacements = replacements ?? new Dictionary<string, string>();
    }

    public string Folder { get; }

    /// <summary>The file of a prompt: <c>{name}.yaml</c> of the folder, or what takes its place.</summary>
    public string FileOf(string name) => replacements.GetValueOrDefault(name) ?? Path.Combine(Folder, name + ".yaml");

    /// <summary>The prompt of a name.</summary>
    /// <exception cref="PromptException">Missing or malformed file.</exception>
    public PromptDefinition Get(string name)
    {
        lock (gate)
        {
            if (!prompts.TryGetValue(name, out PromptDefinition? prompt))
            {
                prompt = PromptFile.Read(FileOf(name));
                prompts.Add(name, prompt);
            }

            return prompt;
        }
    }

    /// <summary>The prompt's messages with the values put in.</summary>
    /// <exception cref="PromptException">Missing or malformed file, a missing value, or a result that is no chat.</exception>
    public IReadOnlyList<ChatMessage> Render(string name, IReadOnlyDictionary<string, object> values) => PromptRenderer.Render(Get(name), values);
}
