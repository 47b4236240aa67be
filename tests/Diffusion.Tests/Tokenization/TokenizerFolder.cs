namespace ReCorD.Diffusion.Tests.Tokenization;

/// <summary>A tokenizer folder of its own for one test, at first a small valid one: the letters of "low" and one merge.</summary>
internal sealed class TokenizerFolder : IDisposable
{
    public TokenizerFolder()
    {
        Write("vocab.json", """{"l": 0, "o": 1, "w": 2, "l</w>": 3, "o</w>": 4, "w</w>": 5, "lo": 6, "!": 7, "!</w>": 8, "<|startoftext|>": 9, "<|endoftext|>": 10}""");
        Write("merges.txt", "#version: 0.2\nl o\n");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("record-tokenizer-").FullName;

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Root, name), text);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
