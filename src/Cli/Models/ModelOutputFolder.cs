using ReCorD.Cli.Application;
using ReCorD.Cli.Results;

namespace ReCorD.Cli.Models;

/// <summary>
/// A model folder being made, all or nothing: files are written to a staging folder, which takes the model's name in <see cref="Commit"/>.
/// Disposed without that, nothing is left.
/// </summary>
internal sealed class ModelOutputFolder : IDisposable
{
    /// <summary>What marks a folder as a model, and what of it is replaced.</summary>
    private const string Index = "model_index.json";

    private readonly StagingFolder _staging;

    private ModelOutputFolder(string target, StagingFolder staging)
    {
        Target = target;
        _staging = staging;
    }

    /// <summary>Where the model will be.</summary>
    public string Target { get; }

    /// <summary>Where to write until then: an empty folder on the same disk.</summary>
    public string Staging => _staging.Path;

    /// <summary>Opens a folder that the user named. Fails now rather than after the work.</summary>
    /// <param name="path">The model folder to be.</param>
    /// <param name="replace">Whether a model that is there may be replaced; anything else never is.</param>
    /// <exception cref="UsageException">It holds something that is not to be replaced, or is a file.</exception>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static ModelOutputFolder Open(string path, bool replace)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(target))
        {
            throw new UsageException($"'{target}' is a file. Give a folder.");
        }

        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            bool isModel = File.Exists(Path.Combine(target, Index));
            if (!isModel || !replace)
            {
                throw new UsageException($"'{target}' is not empty. Choose another folder{(isModel ? ", or add --force to replace the model in it" : $": it is no model ({Index} is missing), so --force would not replace it")}.");
            }
        }

        return Path.GetDirectoryName(target) is null
            ? throw new UsageException($"'{target}' cannot be a model folder. Give a folder below it.")
            : new ModelOutputFolder(target, StagingFolder.Beside(target, "a model to"));
    }

    /// <summary>Puts the model in place by renaming; an older one makes room only now, and as a whole: no shard of it can stay behind.</summary>
    /// <exception cref="ObjectDisposedException">Disposed or committed before.</exception>
    public void Commit() => _staging.Commit(() =>
    {
        if (Swap() is { } old)
        {
            Directory.Delete(old, recursive: true);
        }
    });

    public void Dispose() => _staging.Dispose();

    /// <summary>Returns where the older model is now, if there was one.</summary>
    private string? Swap()
    {
        string? old = Directory.Exists(Target) ? Staging + ".old" : null;
        if (old is not null)
        {
            Directory.Move(Target, old);
        }

        try
        {
            Directory.Move(Staging, Target);
            return old;
        }
        catch when (old is not null)
        {
            Directory.Move(old, Target);
            throw;
        }
    }
}
