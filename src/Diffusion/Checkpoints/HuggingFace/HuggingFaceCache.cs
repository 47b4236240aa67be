using System.Text.RegularExpressions;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.HuggingFace;

/// <summary>
/// The folder in which tools of Hugging Face keep downloaded repositories: <c>models--org--name/refs/revision</c> holds a commit,
/// <c>snapshots/commit/</c> the files, mostly links into <c>blobs/</c>. Nothing is fetched here.
/// </summary>
/// <param name="Root">The folder; it need not exist.</param>
public sealed partial record HuggingFaceCache(string Root)
{
    private const int LongestReference = 1024;

    /// <summary>
    /// The folder that Hugging Face's own library would take: <c>HF_HUB_CACHE</c>, <c>HUGGINGFACE_HUB_CACHE</c>, <c>HF_HOME/hub</c>,
    /// <c>XDG_CACHE_HOME/huggingface/hub</c>, <c>~/.cache/huggingface/hub</c>.
    /// </summary>
    /// <param name="variable">Value of an environment variable; null or empty where it is not set.</param>
    public static HuggingFaceCache Find(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string? Folder(string name, params ReadOnlySpan<string> below)
            => variable(name) is { Length: > 0 } folder ? Path.Combine([Expand(folder, variable), .. below]) : null;
        return new HuggingFaceCache(Path.GetFullPath(
            Folder("HF_HUB_CACHE") ?? Folder("HUGGINGFACE_HUB_CACHE") ?? Folder("HF_HOME", "hub") ?? Folder("XDG_CACHE_HOME", "huggingface", "hub")
            ?? Path.Combine(Home(variable), ".cache", "huggingface", "hub")));
    }

    /// <summary>Where tools of Hugging Face keep what is not a repository, such as the token: <c>HF_HOME</c>, else beside the default cache.</summary>
    public static string FindHome(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable("HF_HOME") is { Length: > 0 } home
            ? Expand(home, variable)
            : Path.Combine(variable("XDG_CACHE_HOME") is { Length: > 0 } cache ? Expand(cache, variable) : Path.Combine(Home(variable), ".cache"), "huggingface");
    }

    public string RepositoryFolder(HuggingFaceId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Path.Combine(Root, id.FolderName);
    }

    /// <summary>The folder with the files of a revision, complete or not; null where the cache has none.</summary>
    /// <exception cref="ModelFolderException">The reference cannot be read.</exception>
    public string? FindSnapshot(HuggingFaceId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        string repository = RepositoryFolder(id);
        string? commit = Commit().IsMatch(id.Revision) ? id.Revision : ReadReference(Path.Combine([repository, "refs", .. id.Revision.Split('/')]));
        string? folder = commit is null ? null : Path.Combine(repository, "snapshots", commit);
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>
    /// All repositories with their snapshots, each under the revision that leads to it, else under its commit; ordered by name. What cannot be read is left
    /// out, and a snapshot whose reference cannot be read has its commit.
    /// </summary>
    /// <param name="unreadable">Told of each file or folder that cannot be read, and why. Default: nobody.</param>
    public IReadOnlyList<(HuggingFaceId Id, string Folder)> List(Action<ModelFolderException>? unreadable = null)
    {
        List<(HuggingFaceId Id, string Folder)> found = [];
        foreach (string repository in Folders(Root, "models--*", unreadable))
        {
            if (HuggingFaceId.OfFolderName(Path.GetFileName(repository)) is not { } name)
            {
                continue;
            }

            string[] snapshots =
            [
                .. Folders(repository, "snapshots", unreadable).SelectMany(folder => Folders(folder, "*", unreadable)).Where(folder => Commit().IsMatch(Path.GetFileName(folder))),
            ];
            string? main = snapshots.Length == 0 ? null : ReadReference(Path.Combine(repository, "refs", HuggingFaceId.DefaultRevision), unreadable);
            found.AddRange(snapshots.Select(folder => (new HuggingFaceId(name, main == Path.GetFileName(folder) ? HuggingFaceId.DefaultRevision : Path.GetFileName(folder)), folder)));
        }

        return [.. found.OrderBy(entry => entry.Id.Repository, StringComparer.Ordinal).ThenBy(entry => entry.Folder, StringComparer.Ordinal)];
    }

    /// <summary>The folders in one that need not exist.</summary>
    private static string[] Folders(string parent, string pattern, Action<ModelFolderException>? unreadable)
    {
        try
        {
            return File.Exists(parent) ? throw new IOException("it is a file, not a folder") : Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            unreadable?.Invoke(new ModelFolderException(parent, null, $"cannot be read ({error.Message.TrimEnd('.')}), so models in it are not found. Check its permissions, or name another cache with HF_HUB_CACHE.", error));
            return [];
        }
    }

    private static string? ReadReference(string path, Action<ModelFolderException>? unreadable)
    {
        try
        {
            return ReadReference(path);
        }
        catch (ModelFolderException error)
        {
            unreadable?.Invoke(error);
            return null;
        }
    }

    /// <summary>The commit in a file of <c>refs/</c>; anything else in it leads nowhere.</summary>
    /// <exception cref="ModelFolderException">It cannot be read.</exception>
    private static string? ReadReference(string path)
    {
        FileInfo file = new(path);
        try
        {
            if (!file.Exists)
            {
                // Throws where it may not be looked at.
                File.GetAttributes(path);
            }

            string commit = file.Exists && file.Length is > 0 and <= LongestReference ? File.ReadAllText(path).Trim() : "";
            return Commit().IsMatch(commit) ? commit : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException && !file.Exists && !File.Exists(file.DirectoryName))
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFolderException(path, null, $"cannot be read ({error.Message.TrimEnd('.')}). Remove it, or name the snapshot by its commit: org/name@commit.", error);
        }
    }

    private static string Home(Func<string, string?> variable)
        => variable("HOME") is { Length: > 0 } home ? home : variable("USERPROFILE") is { Length: > 0 } profile ? profile : ".";

    private static string Expand(string folder, Func<string, string?> variable)
        => folder == "~" || folder.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Home(variable), folder[1..].TrimStart('/')) : folder;

    [GeneratedRegex(@"\A[0-9a-f]{40}(?:[0-9a-f]{24})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Commit();
}
