using System.Reflection;

namespace ReCorD.Diffusion.Checkpoints.Initialization;

/// <summary>
/// A family's published configuration files, or those of a small network of the same form (<c>tiny-*</c>). Each is a folder under
/// <c>Architectures</c>, part of the assembly; a new one needs nothing else.
/// </summary>
public sealed class ModelArchitecture
{
    private const string Prefix = "architectures/";

    private readonly IReadOnlyDictionary<string, string> resources;

    private ModelArchitecture(string name, IReadOnlyDictionary<string, string> resources)
    {
        Name = name;
        this.resources = resources;
    }

    /// <summary>All architectures, by name.</summary>
    public static IReadOnlyDictionary<string, ModelArchitecture> All { get; } = Find();

    /// <summary>Such as <c>sd15</c>.</summary>
    public string Name { get; }

    /// <summary>Paths of the configuration files within the model folder, with slashes.</summary>
    public IEnumerable<string> Files => resources.Keys;

    /// <summary>Writes the configuration files into a folder.</summary>
    public void Write(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach ((string path, string resource) in resources)
        {
            string target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using Stream source = typeof(ModelArchitecture).Assembly.GetManifestResourceStream(resource)!;
            using FileStream file = File.Create(target);
            source.CopyTo(file);
        }
    }

    private static SortedDictionary<string, ModelArchitecture> Find()
    {
        // Names of resources have the separators of the system that built them.
        IEnumerable<(string Resource, string[] Parts)> resources = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Select(static name => (name, name.Replace('\\', '/')))
            .Where(static entry => entry.Item2.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static entry => (entry.name, entry.Item2[Prefix.Length..].Split('/', 2)));
        SortedDictionary<string, ModelArchitecture> found = new(StringComparer.Ordinal);
        foreach (IGrouping<string, (string Resource, string[] Parts)> group in resources.GroupBy(static entry => entry.Parts[0]))
        {
            found.Add(group.Key, new ModelArchitecture(group.Key, group.ToDictionary(static entry => entry.Parts[1], static entry => entry.Resource, StringComparer.Ordinal)));
        }

        return found;
    }
}
