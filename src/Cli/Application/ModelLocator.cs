using ReCorD.Agents.Naming;
using ReCorD.Cli.Configuration;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.HuggingFace;
using ReCorD.Diffusion.Models;

namespace ReCorD.Cli.Application;

/// <summary>
/// Finds the model that a user names: a path as given, else a name of the configuration (<c>Models:name</c>), else one that ships with the program
/// (<c>models/mini-hoi</c>, <c>mini-hoi</c>), else <c>org/name[@revision]</c> in Hugging Face's local cache. Nothing is fetched.
/// </summary>
/// <param name="paths">Where the user stands and the program lies.</param>
/// <param name="environment">Says where the cache is.</param>
/// <param name="configured">Path or id by name.</param>
internal sealed class ModelLocator(AppPaths paths, EnvironmentVariables environment, IReadOnlyDictionary<string, string> configured)
{
    private const int MostSimilar = 5;

    public HuggingFaceCache Cache { get; } = HuggingFaceCache.Find(name => environment.Values.GetValueOrDefault(name));

    /// <summary>Names of the models that ship with the program.</summary>
    public IEnumerable<string> Embedded => Directory.Exists(EmbeddedFolder) ? Directory.EnumerateDirectories(EmbeddedFolder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal) : [];

    private string EmbeddedFolder => Path.GetFullPath("models", paths.BaseDirectory);

    /// <summary>Full path of the model's folder or file.</summary>
    /// <exception cref="CommandException">There is none; the message says where it was looked for.</exception>
    /// <exception cref="ModelFolderException">It is in Hugging Face's cache, and is of a kind that is not supported or cannot be read.</exception>
    public string Locate(string model)
    {
        if (string.IsNullOrWhiteSpace(model))
        {
            throw new UsageException("--model names no model. Give it a path, a name of 'record model list' or an id, or leave it out for the embedded model.");
        }

        if (FindPath(paths.Resolve(model)) is { } path)
        {
            return path;
        }

        if (configured.GetValueOrDefault(model) is { } meant)
        {
            return FindPath(paths.Resolve(meant)) ?? FindEmbedded(meant) ?? FindCached(meant)
                ?? throw NotFound(model, $"Models:{model} of the configuration names '{meant}', which is not there");
        }

        return FindEmbedded(model) ?? FindCached(model) ?? throw NotFound(model, $"Model '{model}' was not found");
    }

    /// <summary>
    /// What a record calls the model: a name stays a name; a path becomes a full one, so that the run can be repeated from another folder. A path that also
    /// is one of the program's own models stays as it is, so that records do not tell where they were made.
    /// </summary>
    public string NameForRecord(string model)
        => FindPath(paths.Resolve(model)) is { } path && FindEmbedded(model) is null ? path : model;

    /// <summary>What a record calls a file or folder that goes with a model: a full path, where it is there, for the same reason.</summary>
    public string FileForRecord(string path) => FindPath(paths.Resolve(path)) ?? path;

    private static string? FindPath(string path) => Directory.Exists(path) || File.Exists(path) ? path : null;

    private string? FindEmbedded(string model)
        => Array.Find(
            [Path.GetFullPath(model, paths.BaseDirectory), Path.GetFullPath(model, EmbeddedFolder)],
            path => path.StartsWith(EmbeddedFolder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && FindPath(path) is not null);

    private string? FindCached(string model)
    {
        if (!HuggingFaceId.TryParse(model, out HuggingFaceId? id) || Cache.FindSnapshot(id) is not { } folder)
        {
            return null;
        }

        // A model that is not ours lacks files, too; nothing that could be fetched would help.
        ModelSurvey.RequireSupportedPipeline(folder);
        IReadOnlyList<string> missing = ModelSurvey.Missing(folder);
        return missing.Count == 0
            ? folder
            : throw new CommandException($"Model '{model}' is not complete in {folder}: it lacks {string.Join(", ", missing)}. Fetch the rest with: record model pull {model}");
    }

    private CommandException NotFound(string model, string problem)
    {
        List<string> looked = [paths.Resolve(model), Path.GetFullPath(model, EmbeddedFolder), "Models of the configuration"];
        string pull = "";
        if (HuggingFaceId.TryParse(configured.GetValueOrDefault(model) ?? model, out HuggingFaceId? id))
        {
            looked.Add(Cache.RepositoryFolder(id));
            pull = $" To fetch it: record model pull {id}.";
        }

        string similar = string.Join(", ", Similar(model));
        return new CommandException(
            $"{problem}. Looked in: {string.Join(", ", looked.Distinct())}.{(similar.Length > 0 ? $" Similar names: {similar}." : "")}{pull} Give --model a folder in diffusers layout (with model_index.json), a checkpoint file or a name of 'record model list'; leave it out for the embedded model.");
    }

    private IEnumerable<string> Similar(string model)
    {
        string wanted = Path.GetFileName(Path.TrimEndingDirectorySeparator(model)).Split('@')[0];
        return Embedded.Concat(configured.Keys).Concat(Cache.List().Select(entry => entry.Id.Repository)).Distinct(StringComparer.Ordinal)
            .Where(name => SimilarNames.AreSimilar(wanted, name.Split('/')[^1])).Order(StringComparer.Ordinal).Take(MostSimilar);
    }
}
