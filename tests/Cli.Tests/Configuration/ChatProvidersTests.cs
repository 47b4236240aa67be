using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Configuration;

public sealed class ChatProvidersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>The strengths of the places: command line, environment, user secrets, .env, appsettings.json.</summary>
    [Theory]
    [InlineData("line", "line", "environment", "secret", "dotenv", "file")]
    [InlineData("environment", null, "environment", "secret", "dotenv", "file")]
    [InlineData("secret", null, null, "secret", "dotenv", "file")]
    [InlineData("dotenv", null, null, null, "dotenv", "file")]
    [InlineData("file", null, null, null, null, "file")]
    public void A_setting_is_taken_from_the_strongest_place(string expected, string? line, string? environment, string? secret, string? dotEnv, string? file)
    {
        AppPaths paths = Write(
            file is null ? null : $$"""{ "Chat": { "Providers": { "gpt": { "ApiKey": "{{file}}" } } } }""",
            dotEnv is null ? null : $"ReCorD__Chat__Providers__gpt__ApiKey={dotEnv}",
            secret is null ? null : $$"""{ "Chat:Providers:gpt:ApiKey": "{{secret}}", "OPENAI_API_KEY": "x", "OtherProgram:Key": "y" }""");
        EnvironmentVariables variables = Variables("ReCorD__Chat__Providers__gpt__ApiKey", environment);

        RecordSettings settings = RecordConfiguration.Load(paths, variables, line is null ? [] : [new("Chat:Providers:gpt:ApiKey", line)]);

        Assert.Equal(expected, settings.Chat.Providers["gpt"].ApiKey);
    }

    [Theory]
    [InlineData("environment", "secret", "dotenv")]
    [InlineData(null, "secret", "dotenv")]
    [InlineData(null, null, "dotenv")]
    public void A_variable_is_looked_for_in_the_environment_the_secrets_and_dot_env(string? environment, string? secret, string? dotEnv)
    {
        AppPaths paths = Write(null, dotEnv is null ? null : $"OPENAI_API_KEY={dotEnv}", secret is null ? null : $$"""{ "OPENAI_API_KEY": "{{secret}}" }""");
        ChatSettings chat = new() { Provider = "openai", Providers = { ["openai"] = new() { Model = "m" } } };

        using IChatClient client = ChatProviders.Registry(paths, Variables("OPENAI_API_KEY", environment)).Create(chat);

        Assert.NotNull(client);
        Assert.Throws<ChatProviderException>(() => ChatProviders.Registry(Write(null, null, null), Variables("OPENAI_API_KEY", null)).Create(chat));
    }

    [Fact]
    public void A_key_file_lies_where_the_user_stands()
    {
        File.WriteAllText(folder.At("my.key"), "sk-1\n");
        AppPaths paths = Write("""{ "Chat": { "Provider": "openai", "Providers": { "openai": { "Model": "m", "ApiKeyFile": "my.key" } } } }""", null, null);

        ChatSettings chat = RecordConfiguration.Load(paths, Variables("X", null), []).Chat;

        Assert.Equal(folder.At("my.key"), chat.Providers["openai"].ApiKeyFile);
        using IChatClient client = ChatProviders.Registry(paths, Variables("X", null)).Create(chat);
        Assert.NotNull(client);
    }

    [Fact]
    public void Secrets_that_are_no_json_are_named_and_not_quoted()
    {
        AppPaths paths = Write(null, null, """{ "OPENAI_API_KEY": "sk-very-secret" """);

        UsageException error = Assert.Throws<UsageException>(() => RecordConfiguration.Load(paths, Variables("X", null), []));

        Assert.Contains("secrets.json' cannot be read", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-very-secret", error.ToString(), StringComparison.Ordinal);
    }

    private static EnvironmentVariables Variables(string name, string? value) => new(value is null ? [] : new Dictionary<string, string?> { [name] = value });

    /// <summary>A folder of the user with these files; null: without.</summary>
    private AppPaths Write(string? settings, string? dotEnv, string? secrets)
    {
        foreach ((string name, string? content) in new[] { ("appsettings.json", settings), (".env", dotEnv), ("secrets.json", secrets) })
        {
            File.Delete(folder.At(name));
            if (content is not null)
            {
                File.WriteAllText(folder.At(name), content);
            }
        }

        return new AppPaths(AppContext.BaseDirectory, folder.Path) { SecretsFile = folder.At("secrets.json") };
    }
}
