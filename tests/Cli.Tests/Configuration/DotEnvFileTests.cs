using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Tests.Configuration;

public class DotEnvFileTests
{
    [Theory]
    [InlineData("OPENAI_API_KEY=sk-1", "sk-1")]
    [InlineData("  export OPENAI_API_KEY = sk-1  ", "sk-1")]
    [InlineData("OPENAI_API_KEY='sk 1#2'", "sk 1#2")]
    [InlineData("OPENAI_API_KEY=\"a\\\"b\\\\c\\nd\" # mine", "a\"b\\c\nd")]
    [InlineData("OPENAI_API_KEY=sk-1 # mine", "sk-1")]
    [InlineData("OPENAI_API_KEY=sk#1", "sk#1")]
    [InlineData("OPENAI_API_KEY=a=b==", "a=b==")]
    [InlineData("OPENAI_API_KEY=", "")]
    [InlineData("OPENAI_API_KEY=first\r\nOPENAI_API_KEY=sk-1\r\n", "sk-1")]
    [InlineData("# a comment\n\nnot a line of ours\nOTHER=1\nOPENAI_API_KEY=sk-1\nLAST=2", "sk-1")]
    public void A_variable_is_read_in_all_usual_forms(string text, string value) => Assert.Equal(value, DotEnvFile.Parse(text)["OPENAI_API_KEY"]);

    [Theory]
    [InlineData("")]
    [InlineData("#OPENAI_API_KEY=sk-1")]
    [InlineData("=value")]
    [InlineData("two words=value")]
    [InlineData("OPENAI_API_KEY")]
    public void Other_lines_are_passed_over(string text) => Assert.Empty(DotEnvFile.Parse(text));
}
