using System.Security.Cryptography;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Models;

/// <summary>
/// A model folder being made, all or nothing: files are written to a staging folder, which takes the model's name in <see cref="Commit"/>.
/// Disposed without that, nothing is left.
/// </summary>
internal sealed class ModelOutputFolder : IDisposable
{
    /// <summary>What marks a folder as a model, and what of it is replaced.</summary>
    private const string Index = "model_index.json";

    /// <summary>Ctrl-C disposes from another thread: a commit that has begun is finished first, and none begins after it.</summary>
    private readonly Lock _gate = new();
    private readonly string? _createdParent;
    private bool _done;

    private ModelOutputFolder(string target, string staging, string? createdParent)
    {
        Target = target;
        Staging = staging;
        _createdParent = createdParent;
    }

    /// <summary>Where the model will be.</summary>
    public string Target { get; }

    /// <summary>Where to write until then: an empty folder on the same disk.</summary>
    public string Staging { get; }

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

        string parent = Path.GetDirectoryName(target) ?? throw new UsageException($"'{target}' cannot be a model folder. Give a folder below it.");
        string staging = Path.Combine(parent, $".{Path.GetFileName(target)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.partial");
        string? created = Directory.Exists(parent) ? null : parent;
        try
        {
            Directory.CreateDirectory(staging);
            return new ModelOutputFolder(target, staging, created);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"Cannot write a model to '{target}': {exception.Message.Replace(staging, target, StringComparison.Ordinal)}", exception);
        }
    }

    /// <summary>Puts the model in place by renaming; an older one makes room only now, and as a whole: no shard of it can stay behind.</summary>
    /// <exception cref="ObjectDisposedException">Disposed or committed before.</exception>
    public void Commit()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_done, this);
            string? old = Directory.Exists(Target) ? Staging + ".old" : null;
            if (old is not null)
            {
                Directory.Move(Target, old);
            }

            try
            {
                Directory.Move(Staging, Target);
            }
            catch when (old is not null)
            {
                Directory.Move(old, Target);
                throw;
            }

            _done = true;
            if (old is not null)
            {
                Directory.Delete(old, recursive: true);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_done)
            {
                return;
            }

            _done = true;
            try
            {
                if (Directory.Exists(Staging))
                {
                    Directory.Delete(Staging, recursive: true);
                }

                if (_createdParent is not null && Directory.Exists(_createdParent) && !Directory.EnumerateFileSystemEntries(_createdParent).Any())
                {
                    Directory.Delete(_createdParent);
                }
            }
            catch (IOException)
            {
                // Work that is being torn down may still hold a file; its name (.partial) says what it is.
            }
        }
    }
}
