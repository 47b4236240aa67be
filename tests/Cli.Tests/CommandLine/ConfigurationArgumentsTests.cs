using ReCorD.Cli.CommandLine;

namespace ReCorD.Cli.Tests.CommandLine;

public class ConfigurationArgumentsTests
{
    [Fact]
    public void Split_SectionKeys_AreTakenOut()
    {
        ConfigurationArguments split = ConfigurationArguments.Split(
            ["generate", "--Generate:Steps", "3", "a prompt", "--Chat:Providers:my-vlm:Endpoint=http://localhost:1/v1?a=b", "--seed", "1"]);

        Assert.Equal(["generate", "a prompt", "--seed", "1"], split.Remaining);
        Assert.Equal([new("Generate:Steps", "3"), new("Chat:Providers:my-vlm:Endpoint", "http://localhost:1/v1?a=b")], split.Overrides);
    }

    [Theory]
    [InlineData("--steps=3:4")]
    [InlineData("a: b")]
    [InlineData("--")]
    [InlineData("--Generate:Steps")]
    public void Split_OtherArguments_Stay(string argument)
    {
        ConfigurationArguments split = ConfigurationArguments.Split(["generate", argument]);

        Assert.Equal(["generate", argument], split.Remaining);
        Assert.Empty(split.Overrides);
    }
}
