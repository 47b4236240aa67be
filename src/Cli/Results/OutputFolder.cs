using System.Text.RegularExpressions;
using ReCorD.Cli.Application;
using ReCorD.Compute;

namespace ReCorD.Cli.Results;

/// <summary>
/// The folder of one run's results, all or nothing: files are written to a staging folder beside it, which takes the final name
/// in <see cref="Commit"/>. Disposed without that, nothing is left.
/// </summary>
internal sealed partial class OutputFolder : IDisposable
{
    private readonly StagingFolder _staging;
    private readonly bool _mayRename;

    private OutputFolder(string target, StagingFolder staging, bool mayRename)
    {
        Target = target;
        _staging = staging;
        _mayRename = mayRename;
    }

    /// <summary>Where the results will be; final after <see cref="Commit"/>.</summary>
    public string Target { get; private set; }

    /// <summary>Where to write until then.</summary>
    public string Staging => _staging.Path;

    /// <summary>Opens a folder that the user named with <c>--out</c>. Fails now rather than after the work.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="overwrite">What becomes of files in it.</param>
    /// <param name="advice">What to do where it holds files and is to be left alone, as a sentence.</param>
    /// <exception cref="UsageException">It holds files and <paramref name="overwrite"/> was not asked for, or it is a file.</exception>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static OutputFolder Open(string path, OverwritePolicy overwrite, string advice = "Choose another folder, or add --force to write over its results.")
    {
        if (File.Exists(path))
        {
            throw new UsageException($"--out: '{path}' is a file. Give a folder.");
        }

        if (overwrite == OverwritePolicy.Refuse && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new UsageException($"--out: '{path}' is not empty. {advice}");
        }

        return Create(path, mayRename: false, "--out");
    }

    /// <summary>Opens a new folder of this name; a number is appended where it is taken.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="option">The option by which the user chooses another place, for the error.</param>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static OutputFolder OpenNew(string path, string option = "--out") => Create(path, mayRename: true, option);

    /// <summary>
    /// Puts the results in place. A folder that does not exist yet appears at once, by one rename; in an existing one each file is
    /// replaced by one rename, the picture last, and numbered pictures of an earlier run are removed. Other files stay.
    /// </summary>
    /// <exception cref="ObjectDisposedException">Disposed or committed before.</exception>
    public void Commit() => _staging.Commit(PutInPlace);

    public void Dispose() => _staging.Dispose();

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
        }
        else
        {
            Directory.Move(Staging, Target);
        }
    }

    private static OutputFolder Create(string path, bool mayRename, string option)
    {
        const string Purpose = "results to";
        string advice = $"Choose a folder you may write to with {option}.";
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        StagingFolder staging = Directory.Exists(target) ? StagingFolder.Within(target, Purpose, advice) : StagingFolder.Beside(target, Purpose, advice);
        return new OutputFolder(target, staging, mayRename);
    }

    private void Merge()
    {
        string[] files = Directory.GetFiles(Staging, "*", SearchOption.AllDirectories);
        foreach (string file in files.OrderBy(file => Path.GetFileName(file) == ResultFiles.Image))
        {
            string destination = Path.Combine(Target, Path.GetRelativePath(Staging, file));
            Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
            AtomicFile.Move(file, destination);
        }

        HashSet<string> written = [.. files.Select(file => Path.Combine(Target, Path.GetRelativePath(Staging, file)))];
        foreach (string folder in (string[])[Path.Combine(Target, ResultFiles.Candidates), Path.Combine(Target, ResultFiles.Branches), Path.Combine(Target, ResultFiles.Rounds)])
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
