using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>The built-in planner: no network, no key, no settings.</summary>
/// <param name="promptFolder">Folder with affordances.yaml.</param>
public sealed class BuiltinChatClientFactory(string promptFolder) : IChatClientFactory
{
    public string Kind => "builtin";

    /// <exception cref="Prompts.PromptException">affordances.yaml is missing or malformed.</exception>
    public IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment) =>
        new BuiltinChatClient(AffordanceLibrary.Load(promptFolder));
}
