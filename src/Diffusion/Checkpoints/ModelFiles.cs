using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>
/// The only way to a model folder's files. Folders come from strangers: a file is handed out only if, links followed, it lies in the folder, and if its
/// size is one that such a file can have. The one exception is Hugging Face's cache, where files are links into the <c>blobs</c> of the same repository.
/// </summary>
internal sealed class ModelFiles
{
    /// <summary>Longest configuration, 1 MiB; published ones have a few KiB.</summary>
    public const long MaximumConfiguration = 1 << 20;

    /// <summary>Longest vocabulary, list of merges or shard index, 16 MiB; those of CLIP have one.</summary>
    public const long MaximumTable = 16 << 20;

    private readonly List<string> allowed;

    /// <param name="root">The model's folder, or that of one component.</param>
    public ModelFiles(string root)
    {
        Root = root;
        string real = RealPath.Of(root);
        allowed = [real, .. Blobs(real)];
    }

    public string Root { get; }

    /// <summary>Path of a file of at most so many bytes. One that does not exist is handed out as well: whoever reads it says what it is for.</summary>
    /// <exception cref="ModelFolderException">It lies elsewhere, is empty, no ordinary file, or too long.</exception>
    public string Get(long maximumLength, params ReadOnlySpan<string> names)
    {
        string path = At(names);
        RequireInside(path);
        // The target itself: a link that leads nowhere counts as a file, and has a length of its own.
        FileInfo file = new(RealPath.Of(path));
        if (!file.Exists)
        {
            return path;
        }

        // Pipes and devices have length 0: opening one could wait for ever.
        return file.Length switch
        {
            0 => throw new ModelFolderException(path, null, "this file is empty, or no ordinary file. Copy it from the model's repository again."),
            _ when file.Length > maximumLength => throw new ModelFolderException(
                path, null, $"this file has {file.Length} bytes; at most {maximumLength} are read of its kind. Is it another file under this name?"),
            _ => path,
        };
    }

    /// <summary>Path of a folder.</summary>
    /// <exception cref="ModelFolderException">It lies elsewhere.</exception>
    public string Folder(params ReadOnlySpan<string> names)
    {
        string path = At(names);
        RequireInside(path);
        return path;
    }

    /// <summary>Path of a tokenizer's folder, each of whose files may be handed out.</summary>
    /// <exception cref="ModelFolderException">The folder or a file in it lies elsewhere, is no ordinary file, or is too long.</exception>
    public string Tokenizer(string name)
    {
        Get(MaximumTable, name, "vocab.json");
        Get(MaximumTable, name, "merges.txt");
        Get(MaximumConfiguration, name, "tokenizer_config.json");
        Get(MaximumConfiguration, name, "special_tokens_map.json");
        Get(MaximumConfiguration, name, "added_tokens.json");
        if (TokenizerJson.IsUsed(Folder(name)))
        {
            Get(MaximumTable, name, TokenizerJson.FileName);
        }

        return Folder(name);
    }

    /// <summary>Our additions to the layout are read by others, later, and only where they are there: none may lead out of the folder.</summary>
    /// <exception cref="ModelFolderException">One does, or is no ordinary file.</exception>
    public void RequireAdditionsInside()
    {
        Get(MaximumConfiguration, "record.json");
        string pose = Folder("pose");
        foreach (string file in Directory.Exists(pose) ? Directory.EnumerateFiles(pose) : [])
        {
            Folder("pose", Path.GetFileName(file));
        }
    }

    private string At(ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    private void RequireInside(string path)
    {
        string real = RealPath.Of(path);
        if (!allowed.Exists(folder => IsInside(real, folder)))
        {
            throw new ModelFolderException(
                path, null, $"this leads out of the model folder, to {real}, which is not read. Copy the file into the folder if you trust it.");
        }
    }

    private static bool IsInside(string path, string folder)
        => path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary><c>models--org--name/blobs</c> where the folder is, or lies in, <c>models--org--name/snapshots/commit</c>.</summary>
    private static IEnumerable<string> Blobs(string real)
    {
        for (DirectoryInfo? folder = new(real); folder?.Parent is { } parent; folder = parent)
        {
            if (parent is { Name: "snapshots", Parent: { } repository } && repository.Name.StartsWith("models--", StringComparison.Ordinal))
            {
                yield return Path.Combine(repository.FullName, "blobs");
            }
        }
    }
}
