using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ReCorD.Diffusion.Checkpoints.HuggingFace;

/// <summary>A model repository on the Hugging Face Hub and one state of it: <c>org/name</c> or <c>org/name@revision</c>.</summary>
/// <param name="Repository"><c>org/name</c>.</param>
/// <param name="Revision">Branch, tag or commit; <c>main</c> where none is given.</param>
public sealed partial record HuggingFaceId(string Repository, string Revision)
{
    /// <summary>The branch that every repository has.</summary>
    public const string DefaultRevision = "main";

    /// <summary>Name of the repository's folder in the cache: <c>models--org--name</c>.</summary>
    public string FolderName => $"models--{Repository.Replace("/", "--", StringComparison.Ordinal)}";

    /// <summary>False for text that is no such name; paths such as <c>./model</c> or <c>a/b/c</c> are none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HuggingFaceId? id)
    {
        Match match = Pattern().Match(text);
        id = match.Success ? new HuggingFaceId(match.Groups["repository"].Value, match.Groups["revision"] is { Success: true } given ? given.Value : DefaultRevision) : null;
        return id is not null && !id.Repository.Contains("..", StringComparison.Ordinal) && !id.Revision.Split('/').Any(part => part is "" or "." or "..");
    }

    /// <summary>The repository that a folder of the cache is for; null for any other folder.</summary>
    /// <param name="path">A path with <c>models--org--name/snapshots/commit</c> at its end.</param>
    public static string? OfSnapshot(string path)
        => new DirectoryInfo(path) is { Parent: { Name: "snapshots", Parent.Name: var folder } } ? OfFolderName(folder) : null;

    /// <summary><c>org/name</c> for <c>models--org--name</c>; null for any other name.</summary>
    public static string? OfFolderName(string folder)
        => folder.Split("--") is ["models", { Length: > 0 } organisation, .. { Length: > 0 } name] && TryParse($"{organisation}/{string.Join("--", name)}", out HuggingFaceId? id) ? id.Repository : null;

    public override string ToString() => Revision == DefaultRevision ? Repository : $"{Repository}@{Revision}";

    /// <summary>Names begin with a letter or digit, or an underscore; the Hub allows 96 characters.</summary>
    [GeneratedRegex(@"\A(?<repository>[A-Za-z0-9_][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95})(?:@(?<revision>[A-Za-z0-9_][\w./-]{0,255}))?\z", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Pattern();
}
