using System.Text.Json;
using ReCorD.Compute;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Experiments.Results;

/// <summary>The folder of an experiment's results and the names within.</summary>
/// <param name="Path">Full path.</param>
public sealed record ResultFolder(string Path)
{
    /// <summary>Name of the page.</summary>
    public const string Report = "report.html";

    /// <summary>Name of the statistics for programs.</summary>
    public const string Summary = "summary.json";

    private const string Pictures = "pictures", Plan = "plan.json", LogPrefix = "results", LogExtension = ".jsonl";

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>File to which a part of the experiment appends its results.</summary>
    public string LogOf(Shard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return At(shard.Count == 1 ? LogPrefix + LogExtension : $"{LogPrefix}.{shard.Number}-of-{shard.Count}{LogExtension}");
    }

    /// <summary>All files of results: those of other parts count too.</summary>
    public IReadOnlyList<string> Logs() => Directory.Exists(Path)
        ? [.. Directory.EnumerateFiles(Path, $"{LogPrefix}*{LogExtension}").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Makes sure that nothing of somebody else's is written over.</summary>
    /// <exception cref="ExperimentException">The folder holds something, but no results of an experiment.</exception>
    public void EnsureFree()
    {
        if (Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any() && !File.Exists(At(Plan)) && Logs().Count == 0)
        {
            throw new ExperimentException($"'{Path}' holds other things than results of an experiment, and they would be written over. Choose a new or empty folder with --out.");
        }
    }

    public void WritePlan(ExperimentPlan plan) => WriteAtomically(Plan, stream => JsonSerializer.Serialize(stream, plan, ResultJson.Indented));

    /// <exception cref="ExperimentException">There is none, or it cannot be read.</exception>
    public ExperimentPlan ReadPlan()
    {
        string file = At(Plan);
        if (!File.Exists(file))
        {
            throw new ExperimentException($"'{Path}' holds no results of an experiment: {Plan} is missing. Give the folder that 'record experiment run' wrote.");
        }

        try
        {
            return JsonSerializer.Deserialize<ExperimentPlan>(File.ReadAllText(file), ResultJson.Compact) ?? throw new JsonException("It is null.");
        }
        catch (JsonException error)
        {
            throw new ExperimentException($"'{file}' cannot be read: {error.Message} Run the experiment again; finished items are kept.", error);
        }
    }

    /// <summary>Keeps a picture under its name, once.</summary>
    /// <returns>Its path within the folder.</returns>
    public string Keep(PictureFile picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        string name = $"{Pictures}/{picture.Name}.png";
        if (!File.Exists(At(name)))
        {
            Directory.CreateDirectory(At(Pictures));
            WriteAtomically(name, stream => stream.Write(picture.Data), overwrite: false);
        }

        return name;
    }

    /// <summary>The file of a kept picture, as <see cref="Keep"/> named it. Results may come from elsewhere: null for a name that leads to any other place.</summary>
    public string? PictureOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const string Folder = Pictures + "/", Extension = ".png";
        bool isKept = name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal)
            && name.AsSpan(Folder.Length).IndexOfAny("/\\:\0") < 0;
        return isKept ? At(name) : null;
    }

    /// <summary>Writes a file whole or not at all.</summary>
    /// <param name="name">Its name within the folder.</param>
    /// <param name="write">Writes its contents.</param>
    /// <param name="overwrite">Whether a file of the name is replaced; false leaves it, for files whose names tell their contents.</param>
    public void WriteAtomically(string name, Action<Stream> write, bool overwrite = true)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            AtomicFile.Write(At(name), write, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(At(name)))
        {
            // Another item, of this process or another, has written the same at the same time.
        }
    }
}
