using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Results;

/// <summary>
/// The folder of one run's results, all or nothing: files are written to a staging folder beside it, which takes the final name
/// in <see cref="Commit"/>. Disposed without that, nothing is left.
/// </summary>
internal sealed partial class OutputFolder : IDisposable
{
    /// <summary>Ctrl-C disposes from another thread: a commit that has begun is finished first, and none begins after it.</summary>
    private readonly Lock _gate = new();
    private readonly bool _mayRename;
    private readonly string? _createdParent;
    private bool _done;

    private OutputFolder(string target, string staging, bool mayRename, string? createdParent)
    {
        Target = target;
        Staging = staging;
        _mayRename = mayRename;
        _createdParent = createdParent;
    }

    /// <summary>Where the results will be; final after <see cref="Commit"/>.</summary>
    public string Target { get; private set; }

    /// <summary>Where to write until then.</summary>
    public string Staging { get; }

    /// <summary>Opens a folder that the user named. Fails now rather than after the work.</summary>
    /// <exception cref="UsageException">It holds files and <paramref name="overwrite"/> was not asked for, or it is a file.</exception>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static OutputFolder Open(string path, OverwritePolicy overwrite)
    {
        if (File.Exists(path))
        {
            throw new UsageException($"--out: '{path}' is a file. Give a folder.");
        }

        if (overwrite == OverwritePolicy.Refuse && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new UsageException($"--out: '{path}' is not empty. Choose another folder, or add --force to write over its results.");
        }

        return Create(path, mayRename: false);
    }

    /// <summary>Opens a new folder of this name; a number is appended where it is taken.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static OutputFolder OpenNew(string path) => Create(path, mayRename: true);

    /// <summary>
    /// Puts the results in place. A folder that does not exist yet appears at once, by one rename; in an existing one each file is
    /// replaced by one rename, the picture last, and numbered pictures of an earlier run are removed. Other files stay.
    /// </summary>
    /// <exception cref="ObjectDisposedException">Disposed or committed before.</exception>
    public void Commit()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_done, this);
            PutInPlace();
            _done = true;
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

    private void PutInPlace()
    {
        string free = Target;
        for (int number = 2; _mayRename && Directory.Exists(free); number++)
        {
            free = $"{Target}-{number}";
        }

        Target = free;
        if (Directory.Exists(Target))
        {
            Merge();
            Directory.Delete(Staging, recursive: true);
        }
        else
        {
            Directory.Move(Staging, Target);
        }
    }

    private void Discard()
    {
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

    private static OutputFolder Create(string path, bool mayRename)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string parent = Path.GetDirectoryName(target) ?? target;
        string unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        bool parentExists = Directory.Exists(parent);
        string staging = StagingPath(target, parent, unique);
        try
        {
            Directory.CreateDirectory(staging);
            File.WriteAllText(Path.Combine(staging, "probe"), "");
            File.Delete(Path.Combine(staging, "probe"));
            return new OutputFolder(target, staging, mayRename, parentExists ? null : parent);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The user knows nothing of the staging folder.
            string reason = exception.Message.Replace(staging, target, StringComparison.Ordinal);
            throw new CommandException($"Cannot write results to '{target}': {reason} Choose a folder you may write to with --out.", exception);
        }
    }

    /// <summary>Beside the target, so that the last move is a rename; inside it where it exists already (its parent may be read-only).</summary>
    private static string StagingPath(string target, string parent, string unique) => Directory.Exists(target)
        ? Path.Combine(target, $".{unique}.partial")
        : Path.Combine(parent, $".{Path.GetFileName(target)}.{unique}.partial");

    private void Merge()
    {
        string[] files = Directory.GetFiles(Staging, "*", SearchOption.AllDirectories);
        foreach (string file in files.OrderBy(file => Path.GetFileName(file) == ResultFiles.Image))
        {
            string destination = Path.Combine(Target, Path.GetRelativePath(Staging, file));
            Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
            File.Move(file, destination, overwrite: true);
        }

        HashSet<string> written = [.. files.Select(file => Path.Combine(Target, Path.GetRelativePath(Staging, file)))];
        foreach (string folder in (string[])[Path.Combine(Target, ResultFiles.Candidates), Path.Combine(Target, ResultFiles.Branches)])
        {
            RemoveStale(folder, written);
        }
    }

    /// <summary>Numbered pictures that an earlier run left and this one did not write.</summary>
    private static void RemoveStale(string folder, HashSet<string> written)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string stale in Directory.GetFiles(folder).Where(file => NumberedPicture().IsMatch(Path.GetFileName(file)) && !written.Contains(file)))
        {
            File.Delete(stale);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    [GeneratedRegex(@"\A[0-9]+\.png\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedPicture();
}
