using System.Collections.Frozen;
using System.Text.Json;
using ReCorD.Compute.Runtime;

namespace ReCorD.Vision.Poses;

/// <summary>Opens the pose network of a folder by the class that its config.json names, or by the names of its files.</summary>
public static class PoseEstimatorFactory
{
    internal const string ConfigFile = "config.json";
    private const string ClassNameField = "_class_name";

    private static readonly FrozenDictionary<string, IPoseEstimatorLoader> Loaders = FindLoaders();

    /// <summary>Classes that can be opened, in alphabetical order.</summary>
    public static IReadOnlyList<string> KnownClasses { get; } = [.. Loaders.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Opens the network in a pose folder: one with a config.json, as that of models/mini-hoi, or one whose files speak for themselves.</summary>
    /// <param name="runtime">ONNX Runtime; must not be disposed before the estimator is loaded.</param>
    /// <param name="folder">The folder that holds config.json and the network.</param>
    /// <param name="settings">Device and optimisation; null for the defaults.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <exception cref="PoseModelException">The folder, a file or a field is missing or malformed, or the class is unknown.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while loading.</exception>
    public static IPoseEstimator Load(ComputeRuntime runtime, string folder, SessionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FindLoader(folder).Load(runtime, folder, settings, cancellationToken);
    }

    /// <summary>The class of the network in a pose folder, without opening it.</summary>
    /// <exception cref="PoseModelException">The folder holds nothing that is known.</exception>
    public static string ClassOf(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FindLoader(folder).ClassName;
    }

    private static IPoseEstimatorLoader FindLoader(string folder)
    {
        string configPath = Path.Combine(folder, ConfigFile);
        if (!File.Exists(configPath))
        {
            string files = string.Join("; ", Loaders.Values.Where(loader => loader.Files.Count > 0).Select(loader => string.Join(" and ", loader.Files)));
            return Loaders.Values.FirstOrDefault(loader => loader.Recognises(folder)) ?? throw new PoseModelException(
                configPath, $"The file does not exist. A pose folder holds {ConfigFile} and the network, or files that are known by their names: {files}.");
        }

        string className = ReadClassName(configPath);
        return Loaders.TryGetValue(className, out IPoseEstimatorLoader? known)
            ? known
            : throw new PoseModelException(configPath, $"`{ClassNameField}` is {className}, which this program does not know. Known: {string.Join(", ", KnownClasses)}.");
    }

    private static string ReadClassName(string configPath)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(configPath));
            return config.RootElement.ValueKind == JsonValueKind.Object
                && config.RootElement.TryGetProperty(ClassNameField, out JsonElement name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()!
                : throw new PoseModelException(configPath, $"Expected a JSON object with the text field `{ClassNameField}`, which names the kind of network.");
        }
        catch (JsonException exception)
        {
            throw new PoseModelException(configPath, $"The file is no valid JSON: {exception.Message}", exception);
        }
    }

    private static FrozenDictionary<string, IPoseEstimatorLoader> FindLoaders() => typeof(IPoseEstimatorLoader).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPoseEstimatorLoader)))
        .Select(type => (IPoseEstimatorLoader)Activator.CreateInstance(type)!)
        .ToFrozenDictionary(loader => loader.ClassName, StringComparer.Ordinal);
}
