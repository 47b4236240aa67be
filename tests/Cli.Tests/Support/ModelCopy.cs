namespace ReCorD.Cli.Tests.Support;

/// <summary>A copy of the embedded model, to break or to change.</summary>
internal static class ModelCopy
{
    /// <summary>Copies into a folder that does not exist and gives its path.</summary>
    public static string Make(string target)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi");
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }
}
