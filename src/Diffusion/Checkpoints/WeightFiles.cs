using System.Text.RegularExpressions;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Which files of a component's folder hold its weights.</summary>
/// <param name="Path">The one file, or the index of several.</param>
/// <param name="Variant">Such as <c>fp16</c>; empty for the plain files.</param>
/// <param name="IsIndex">Whether the weights lie in shards.</param>
internal sealed partial record WeightFiles(string Path, string Variant, bool IsIndex)
{
    /// <summary>The plain weights, else those of a variant, fp16 first: a component may have only one of them. A whole file comes before shards.</summary>
    /// <param name="folder">The component's folder.</param>
    /// <param name="stem">What the files' names begin with.</param>
    /// <exception cref="ModelFolderException">There are none, or only pickles.</exception>
    public static WeightFiles Find(string folder, string stem)
    {
        string[] names = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)]
            : throw new ModelFolderException(folder, null, "this folder is missing; a model in diffusers layout has it.");
        return Choose(folder, stem, names, "") ?? throw Nothing(folder, stem, names);
    }

    /// <summary>The weights to take of a list of files; null where it has none.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="stem">What their names begin with.</param>
    /// <param name="names">The files.</param>
    /// <param name="preferred">The variant to take where it is there; empty for the plain weights.</param>
    public static WeightFiles? Choose(string folder, string stem, IEnumerable<string> names, string preferred)
        => names.Select(name => Parse(folder, stem, name)).OfType<WeightFiles>()
            .OrderByDescending(files => files.Variant == preferred).ThenBy(files => files.Variant switch { "" => 0, "fp16" => 1, _ => 2 })
            .ThenBy(files => files.Variant, StringComparer.Ordinal).ThenBy(files => files.IsIndex)
            .FirstOrDefault();

    private static WeightFiles? Parse(string folder, string stem, string name)
    {
        if (!name.StartsWith($"{stem}.", StringComparison.Ordinal))
        {
            return null;
        }

        Match match = Rest().Match(name[stem.Length..]);
        return match.Success ? new WeightFiles(System.IO.Path.Combine(folder, name), match.Groups["variant"].Value, match.Groups["index"].Success) : null;
    }

    private static ModelFolderException Nothing(string folder, string stem, string[] names)
    {
        string expected = $"expected {stem}.safetensors, {stem}.fp16.safetensors or {stem}.safetensors.index.json with its shards.";
        return Array.Find(names, WeightFile.IsPickle) is { } pickle
            ? new ModelFolderException(System.IO.Path.Combine(folder, pickle), null, $"a pickle is not read: it can run any program as it is opened. {expected} Most repositories have both; else convert it where you trust its source.")
            : new ModelFolderException(folder, null, $"no weights here; {expected}{(names.Length == 0 ? " The folder is empty." : $" Found {string.Join(", ", names.Take(8))}.")}");
    }

    /// <summary>Single files, then the three ways in which indices have been named. Shards have a number after the variant or before it, and do not match.</summary>
    [GeneratedRegex(
        @"\A(?:\.(?<variant>\w+))?\.safetensors\z|\A\.safetensors(?<index>\.index)(?:\.(?<variant>\w+))?\.json\z|\A\.(?<variant>\w+)\.safetensors(?<index>\.index)\.json\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Rest();
}
