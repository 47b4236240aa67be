using System.Text.RegularExpressions;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.HuggingFace;

/// <summary>
/// Which files of a repository a model needs: configurations, tokenizers, and of each component's weights one variant. Pickles, other formats and components
/// that we do not run (safety checker, Flax, ONNX) are left where they are.
/// </summary>
public static partial class ModelFileSelection
{
    private static readonly string[] Components = ["unet", "vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "scheduler", "pose"];
    private static readonly string[] Extensions = [".safetensors", ".json", ".txt"];

    /// <summary>Whether a name from a server is that of a file below a folder, on every system.</summary>
    public static bool IsSafe(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Length <= 500 && SafePath().IsMatch(path) && !path.Split('/').Any(part => part.Trim('.').Length == 0);
    }

    /// <summary>The files of a model in diffusers layout.</summary>
    /// <param name="files">All paths of the repository, with slashes.</param>
    /// <param name="variant">Preferred variant of the weights, such as <c>fp16</c>; empty for the plain ones. Components without it come in another.</param>
    /// <exception cref="ModelFolderException">The repository is no model in diffusers layout, or a component has no weights that are read.</exception>
    public static IReadOnlyList<string> Model(IReadOnlyList<string> files, string variant)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!files.Contains("model_index.json"))
        {
            string single = string.Join(", ", files.Where(file => !file.Contains('/', StringComparison.Ordinal) && file.EndsWith(".safetensors", StringComparison.Ordinal)).Take(8));
            throw new ModelFolderException(single.Length > 0
                ? $"The repository is no model in diffusers layout: it has no model_index.json. It has single files, of which --include takes what you name: {single}."
                : "The repository is no model in diffusers layout (no model_index.json) and holds no .safetensors file beside.");
        }

        List<string> chosen = ["model_index.json", .. files.Where(file => file == "record.json")];
        foreach (IGrouping<string, string> component in files.Where(IsOfAComponent).GroupBy(file => file.Split('/')[0]).OrderBy(component => Array.IndexOf(Components, component.Key)))
        {
            chosen.AddRange(Component(component.Key, [.. component.Select(file => file[(component.Key.Length + 1)..])], variant).Select(name => $"{component.Key}/{name}"));
        }

        return chosen;
    }

    /// <summary>The files that match any of some patterns, of the kinds that are read: <c>*</c> stands for any text without slashes, <c>**</c> for any text.</summary>
    public static IReadOnlyList<string> Matching(IReadOnlyList<string> files, IReadOnlyList<string> patterns)
    {
        Regex[] expressions = [.. patterns.Select(pattern => new Regex(
            $@"\A{Regex.Escape(pattern).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking))];
        return [.. files.Where(file => IsSafe(file) && HasKnownExtension(file) && expressions.Any(expression => expression.IsMatch(file)))];
    }

    private static IEnumerable<string> Component(string component, string[] names, string variant)
    {
        IEnumerable<string> texts = names.Where(name => HasKnownExtension(name) && !name.EndsWith(".safetensors", StringComparison.Ordinal) && !name.Contains(".safetensors.index", StringComparison.Ordinal));
        string stem = component.StartsWith("text_encoder", StringComparison.Ordinal) ? WeightNaming.TextEncoder.Stem : WeightNaming.UNet.Stem;
        if (component is not ("unet" or "vae" or "text_encoder" or "text_encoder_2"))
        {
            return texts;
        }

        WeightFiles weights = WeightFiles.Choose("", stem, names, variant)
            ?? throw new ModelFolderException(component, null, $"the repository has no {stem}.safetensors or variant of it here, but {string.Join(", ", names.Take(8))}. Pickles are not fetched: they can run any program as they are opened.");
        return texts.Append(weights.Path).Concat(weights.IsIndex ? names.Where(name => IsShard(name, stem, weights.Variant)) : []);
    }

    private static bool IsOfAComponent(string file)
        => file.Split('/') is [var folder, _] && Components.Contains(folder) && IsSafe(file);

    private static bool HasKnownExtension(string file) => Extensions.Contains(Path.GetExtension(file));

    /// <summary>Shards have their number after the variant, or before it.</summary>
    private static bool IsShard(string name, string stem, string variant)
    {
        Match match = Shard().Match(name);
        return match.Success && match.Groups["stem"].Value == stem && match.Groups["before"].Value + match.Groups["after"].Value == variant;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][\w. -]*(?:/[A-Za-z0-9_][\w. -]*)*\z", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex SafePath();

    [GeneratedRegex(@"\A(?<stem>\w+)(?:\.(?<before>\w+))?-\d+-of-\d+(?:\.(?<after>\w+))?\.safetensors\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shard();
}
