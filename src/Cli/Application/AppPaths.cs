namespace ReCorD.Cli.Application;

/// <summary>
/// Finds what ships with the program (<c>appsettings.json</c>, <c>models/</c>, <c>prompts/</c>) whatever folder it is started from.
/// The build copies them beside the executable.
/// </summary>
/// <param name="BaseDirectory">Folder of the executable.</param>
/// <param name="CurrentDirectory">Folder the user stands in.</param>
internal sealed record AppPaths(string BaseDirectory, string CurrentDirectory)
{
    public static AppPaths ForProcess() => new(AppContext.BaseDirectory, Directory.GetCurrentDirectory());

    public string SettingsFile => Path.Combine(BaseDirectory, "appsettings.json");

    public string PromptsFolder => Path.Combine(BaseDirectory, "prompts");

    /// <summary>Path of something the user names, relative to where the user stands.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, CurrentDirectory);

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
