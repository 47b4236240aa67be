namespace ReCorD.Compute.Tests;

/// <summary>A file name in a folder of its own, which is removed at the end.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("record-tests-");

    public TemporaryFile(string name) => FullName = Path.Combine(folder.FullName, name);

    public TemporaryFile(string name, ReadOnlySpan<byte> content)
        : this(name) => File.WriteAllBytes(FullName, content);

    public string FullName { get; }

    public IEnumerable<string> Siblings => folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);
}
