using System.Security.Cryptography;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Results;

/// <summary>
/// A folder to write to until everything is there: work that ends without <see cref="Commit"/> leaves nothing behind, not even a folder that was made to
/// hold it.
/// </summary>
internal sealed class StagingFolder : IDisposable
{
    /// <summary>Ctrl-C disposes from another thread: a commit that has begun is finished first, and none begins after it.</summary>
    private readonly Lock _gate = new();
    private readonly string? _createdParent;
    private bool _done;

    private StagingFolder(string path, string? createdParent)
    {
        Path = path;
        _createdParent = createdParent;
    }

    /// <summary>An empty folder on the target's disk, so that what is in it can be moved by renaming.</summary>
    public string Path { get; }

    /// <summary>A folder beside a target that is to appear as a whole.</summary>
    /// <param name="target">Full path of what is to be made.</param>
    /// <param name="purpose">What is written there, for the error: <c>a model to</c>; null for none.</param>
    /// <param name="advice">What to do where it cannot be written, as a sentence; null for none.</param>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static StagingFolder Beside(string target, string? purpose, string? advice = null)
    {
        string parent = System.IO.Path.GetDirectoryName(target) ?? target;
        return Create(target, System.IO.Path.Combine(parent, $".{System.IO.Path.GetFileName(target)}.{Unique()}.partial"), parent, purpose, advice);
    }

    /// <summary>A folder within a target that exists already: its parent may be read-only.</summary>
    /// <inheritdoc cref="Beside"/>
    public static StagingFolder Within(string target, string? purpose, string? advice = null) =>
        Create(target, System.IO.Path.Combine(target, $".{Unique()}.partial"), target, purpose, advice);

    /// <summary>Puts everything in place; what is then left in the folder is deleted with it.</summary>
    /// <param name="putInPlace">Moves the files, or the folder itself.</param>
    /// <exception cref="ObjectDisposedException">Disposed or committed before.</exception>
    public void Commit(Action putInPlace)
    {
        ArgumentNullException.ThrowIfNull(putInPlace);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_done, this);
            putInPlace();
            _done = true;
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_done)
            {
                _done = true;
                Discard();
            }
        }
    }

    private static StagingFolder Create(string target, string staging, string parent, string? purpose, string? advice)
    {
        bool parentExists = Directory.Exists(parent);
        try
        {
            Directory.CreateDirectory(staging);
            string probe = System.IO.Path.Combine(staging, "probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new StagingFolder(staging, parentExists ? null : parent);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The user knows nothing of the staging folder.
            string reason = exception.Message.Replace(staging, target, StringComparison.Ordinal);
            throw new CommandException($"Cannot write {(purpose is null ? "" : $"{purpose} ")}'{target}': {reason}{(advice is null ? "" : $" {advice}")}", exception);
        }
    }

    private void Discard()
    {
        try
        {
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
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

    private static string Unique() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
}
