using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Configuration;

public class RecordConfigurationTests
{
    private static readonly KeyValuePair<string, string?>[] Nothing = [];

    [Fact]
    public void Load_FileEnvironmentAndCommandLine_TheStrongerWins()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("appsettings.json"), """{ "Generate": { "Steps": 10, "Candidates": 2, "Profile": "paper" } }""");
        EnvironmentVariables environment = new(new Dictionary<string, string?> { ["ReCorD__Generate__Steps"] = "20", ["record__generate__candidates"] = "3", ["Generate__Steps"] = "99" });

        RecordSettings settings = RecordConfiguration.Load(new AppPaths(folder.Path, folder.Path), environment, [new("Generate:Steps", "25"), new("generate:steps", "30")]);

        Assert.Equal((30, 3, "paper"), (settings.Generate.Steps, settings.Generate.Candidates, settings.Generate.Profile));
    }

    [Fact]
    public void Load_FileOfTheUsersFolder_CoversTheProgramsFile()
    {
        using TemporaryFolder program = new(), user = new();
        File.WriteAllText(program.At("appsettings.json"), """{ "Generate": { "Steps": 10, "Seed": 1 } }""");
        File.WriteAllText(user.At("appsettings.json"), """{ "Generate": { "Steps": 11, "Seed": null } }""");

        RecordSettings settings = Load(program, user);

        Assert.Equal((11, null), (settings.Generate.Steps, settings.Generate.Seed));
    }

    [Fact]
    public void Load_FileOfTheUsersFolderWithProvidersAlone_IsOurs()
    {
        using TemporaryFolder program = new(), user = new();
        File.WriteAllText(user.At("appsettings.json"), """{ "Chat": { "Provider": "local", "Providers": { "local": { "Kind": "openai", "Endpoint": "http://localhost:1/v1", "Model": "m" } } } }""");

        RecordSettings settings = Load(program, user);

        Assert.Equal(("local", "openai"), (settings.Chat.Provider, settings.Chat.Providers["local"].Kind));
    }

    [Fact]
    public void Load_FileOfTheUsersFolderWithThePoseFolderAlone_IsOurs()
    {
        using TemporaryFolder program = new(), user = new();
        File.WriteAllText(user.At("appsettings.json"), """{ "Pose": { "Folder": "mediapipe" } }""");

        Assert.Equal("mediapipe", Load(program, user).Pose.Folder);
    }

    [Fact]
    public void Load_AnotherProgramsFileInTheUsersFolder_IsLeftAlone()
    {
        using TemporaryFolder program = new(), user = new();
        File.WriteAllText(user.At("appsettings.json"), """{ "Logging": { "LogLevel": "Debug" } }""");

        Assert.Equal(new GenerateSettings().Steps, Load(program, user).Generate.Steps);
    }

    [Fact]
    public void Load_ShippedFile_EqualsTheDefaultsInCode()
    {
        using TemporaryFolder user = new();

        GenerateSettings shipped = RecordConfiguration.Load(new AppPaths(AppContext.BaseDirectory, user.Path), new(new Dictionary<string, string?>()), Nothing).Generate;

        GenerateSettings expected = new();
        Assert.All(typeof(GenerateSettings).GetProperties(), property => Assert.Equal(property.GetValue(expected), property.GetValue(shipped)));
    }

    [Theory]
    [InlineData("Generate:Stepz", "3", "section Generate has no setting named 'Stepz'")]
    [InlineData("Generate:Steps", "many", "many")]
    [InlineData("Chat:Providers:mine:Timeout", "3", "does not fit: a chat provider (Chat:Providers:NAME) has no setting named 'Timeout'")]
    [InlineData("Genrate:Steps", "3", "the top level has no setting named 'Genrate'")]
    public void Load_EntryThatDoesNotFit_IsAUsageErrorNamingIt(string key, string value, string named)
    {
        using TemporaryFolder folder = new();

        UsageException error = Assert.Throws<UsageException>(
            () => RecordConfiguration.Load(new AppPaths(folder.Path, folder.Path), new(new Dictionary<string, string?>()), [new(key, value)]));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNoJson_IsAUsageErrorNamingIt()
    {
        using TemporaryFolder folder = new(), user = new();
        File.WriteAllText(folder.At("appsettings.json"), "{ oops");

        UsageException error = Assert.Throws<UsageException>(() => Load(folder, user));

        Assert.Contains("appsettings.json", error.Message, StringComparison.Ordinal);
    }

    private static RecordSettings Load(TemporaryFolder program, TemporaryFolder user)
        => RecordConfiguration.Load(new AppPaths(program.Path, user.Path), new(new Dictionary<string, string?>()), Nothing);
}
