using System.Reflection;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace ReCorD.Cli.Application;

/// <summary>
/// Finds what ships with the program (<c>appsettings.json</c>, <c>models/</c>, <c>prompts/</c>) whatever folder it is started from.
/// The build copies them beside the executable.
/// </summary>
/// <param name="BaseDirectory">Folder of the executable.</param>
/// <param name="CurrentDirectory">Folder the user stands in.</param>
internal sealed record AppPaths(string BaseDirectory, string CurrentDirectory)
{
    /// <summary>The user's secrets, as <c>dotnet user-secrets</c> keeps them outside of all projects; null where there is no place for them.</summary>
    public string? SecretsFile { get; init; }

    public static AppPaths ForProcess() => new(AppContext.BaseDirectory, Directory.GetCurrentDirectory()) { SecretsFile = FindSecrets() };

    /// <summary>Variables for this folder alone, in the form that many tools read.</summary>
    public string DotEnvFile => Resolve(".env");

    public string SettingsFile => Path.Combine(BaseDirectory, "appsettings.json");

    public string PromptsFolder => Path.Combine(BaseDirectory, "prompts");

    /// <summary>Path of something the user names, relative to where the user stands.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, CurrentDirectory);

    private static string? FindSecrets()
    {
        try
        {
            return typeof(AppPaths).Assembly.GetCustomAttribute<UserSecretsIdAttribute>() is { } id ? PathHelper.GetSecretsPathFromSecretsId(id.UserSecretsId) : null;
        }
        catch (InvalidOperationException)
        {
            // A user without a home folder has no secrets either.
            return null;
        }
    }

    /// <summary>Folder of a pose network: a path as given, else one beside the program.</summary>
    /// <param name="folder">As it was named.</param>
    /// <param name="setting">The option or setting that named it, for the message.</param>
    /// <exception cref="CommandException">No such folder.</exception>
    public string ResolvePose(string folder, string setting)
    {
        string[] places = [Resolve(folder), Path.GetFullPath(folder, BaseDirectory)];
        return Array.Find(places, Directory.Exists)
            ?? throw new CommandException($"Pose folder '{folder}', named by {setting}, was not found. Looked in: {string.Join(", ", places.Distinct())}. docs/pose.md says what belongs there.");
    }
}
