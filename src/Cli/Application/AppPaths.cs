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

    /// <summary>
    /// Folder or file of a model: a path as given, else one that ships with the program (<c>models/mini-hoi</c>), else a name under its
    /// <c>models</c> folder (<c>mini-hoi</c>).
    /// </summary>
    /// <exception cref="CommandException">No such folder or file.</exception>
    public string ResolveModel(string model)
    {
        string[] places = [Resolve(model), Path.GetFullPath(model, BaseDirectory), Path.GetFullPath(Path.Combine("models", model), BaseDirectory)];
        return Array.Find(places, Path.Exists)
            ?? throw new CommandException($"Model '{model}' was not found. Looked in: {string.Join(", ", places.Distinct())}. Give --model the path of a folder in diffusers layout (with model_index.json) or of a .safetensors checkpoint, or leave it out for the embedded model.");
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
