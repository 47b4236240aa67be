using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.OpenAi;
using ReCorD.Agents.Providers.Presets;

namespace ReCorD.Agents.Tests.Providers.OpenAi;

public sealed class ApiKeySourceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("record-keys-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("of-settings", "of-settings", "of-file", "NAMED")]
    [InlineData("of-file", null, "of-file\n", "NAMED")]
    [InlineData("of-variable", null, null, "NAMED")]
    [InlineData("usual", null, null, null)]
    public void The_nearest_place_counts(string expected, string? own, string? file, string? variable)
    {
        ChatProviderSettings settings = new() { ApiKey = own, ApiKeyFile = file is null ? null : Write(file), ApiKeyEnvironment = variable };

        Assert.Equal(expected, Find(settings));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("one\ntwo", "plain letters")]
    [InlineData("sk-schlüssel", "plain letters")]
    public void A_file_that_holds_no_key_is_named_and_not_quoted(string content, string problem)
    {
        string path = Write(content);

        string message = Fails(new ChatProviderSettings { ApiKeyFile = path });

        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.DoesNotContain(content.Length > 0 ? content : "quoted", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Contains("nowhere.key", Fails(new ChatProviderSettings { ApiKeyFile = Path.Combine(folder.FullName, "nowhere.key") }), StringComparison.Ordinal);

    [Fact]
    public void A_large_file_is_another_one_by_mistake() =>
        Assert.Contains("with the key alone, but it has 20000 bytes", Fails(new ChatProviderSettings { ApiKeyFile = Write(new string('k', 20000)) }), StringComparison.Ordinal);

    [Fact]
    public void A_server_that_may_do_without_a_key_does() => Assert.Null(new ApiKeySource("test", ProviderPresets.Ollama).Find(new ChatProviderSettings(), true, _ => null));

    private string Write(string content)
    {
        string path = Path.Combine(folder.FullName, "api.key");
        File.WriteAllText(path, content);
        return path;
    }

    private static string? Find(ChatProviderSettings settings) =>
        new ApiKeySource("test", ProviderPresets.OpenAi).Find(settings, true, name => name switch { "NAMED" => "of-variable", "OPENAI_API_KEY" => "usual", _ => null });

    private static string Fails(ChatProviderSettings settings) => Assert.Throws<ChatProviderException>(() => Find(settings)).Message;
}
