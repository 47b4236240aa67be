using System.Text.RegularExpressions;

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
    public string? FindSnapshot(HuggingFaceId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        string repository = RepositoryFolder(id);
        string? commit = ReadReference(Path.Combine([repository, "refs", .. id.Revision.Split('/')])) ?? (Commit().IsMatch(id.Revision) ? id.Revision : null);
        string? folder = commit is null ? null : Path.Combine(repository, "snapshots", commit);
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>All repositories with their snapshots, each under the revision that leads to it, else under its commit; ordered by name.</summary>
    public IReadOnlyList<(HuggingFaceId Id, string Folder)> List()
    {
        if (!Directory.Exists(Root))
        {
            return [];
        }

        return
        [
            .. from repository in Directory.EnumerateDirectories(Root, "models--*")
               let name = HuggingFaceId.OfFolderName(Path.GetFileName(repository))
               where name is not null
               let snapshots = Path.Combine(repository, "snapshots")
               where Directory.Exists(snapshots)
               from folder in Directory.EnumerateDirectories(snapshots)
               let commit = Path.GetFileName(folder)
               where Commit().IsMatch(commit)
               let main = ReadReference(Path.Combine(repository, "refs", HuggingFaceId.DefaultRevision))
               orderby name, commit
               select (new HuggingFaceId(name, main == commit ? HuggingFaceId.DefaultRevision : commit), folder),
        ];
    }

    /// <summary>The commit in a file of <c>refs/</c>; anything else in it leads nowhere.</summary>
    private static string? ReadReference(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length is 0 or > LongestReference)
        {
            return null;
        }

        string commit = File.ReadAllText(path).Trim();
        return Commit().IsMatch(commit) ? commit : null;
    }

    private static string Home(Func<string, string?> variable)
        => variable("HOME") is { Length: > 0 } home ? home : variable("USERPROFILE") is { Length: > 0 } profile ? profile : ".";

    private static string Expand(string folder, Func<string, string?> variable)
        => folder == "~" || folder.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Home(variable), folder[1..].TrimStart('/')) : folder;

    [GeneratedRegex(@"\A[0-9a-f]{40}(?:[0-9a-f]{24})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Commit();
}
