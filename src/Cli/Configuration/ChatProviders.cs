using ReCorD.Agents.Providers;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Configuration;

/// <summary>The chat providers of the program, with keys found where users keep them.</summary>
internal static class ChatProviders
{
    /// <summary>All kinds. Variables that they ask for (keys, addresses) are looked for in the environment, then in the user secrets, then in .env.</summary>
    public static ChatClientRegistry Registry(AppPaths paths, EnvironmentVariables environment)
    {
        EnvironmentVariables variables = environment.Before(new EnvironmentVariables(UserFiles.Secrets(paths))).Before(UserFiles.DotEnv(paths));
        return ChatClientRegistry.CreateDefault(paths.PromptsFolder, name => variables.Values.GetValueOrDefault(name));
    }

    /// <summary>The settings with key files and recordings named in full: relative ones lie where the user stands.</summary>
    public static ChatSettings WithFullPaths(ChatSettings chat, AppPaths paths) => chat with
    {
        Providers = chat.Providers.ToDictionary(
            entry => entry.Key,
            entry => entry.Value with { ApiKeyFile = Full(entry.Value.ApiKeyFile, paths), File = Full(entry.Value.File, paths) },
            StringComparer.OrdinalIgnoreCase),
    };

    private static string? Full(string? file, AppPaths paths) => string.IsNullOrWhiteSpace(file) ? null : paths.Resolve(file);
}
