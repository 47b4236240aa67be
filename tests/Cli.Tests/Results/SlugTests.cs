using ReCorD.Cli.Results;

namespace ReCorD.Cli.Tests.Results;

public class SlugTests
{
    [Theory]
    [InlineData("A boy is kicking a ball!", "a-boy-is-kicking-a-ball")]
    [InlineData("  ../../etc/passwd ", "etc-passwd")]
    [InlineData("Déjà  vu", "déjà-vu")]
    [InlineData("男の子", "男の子")]
    [InlineData("?!", "picture")]
    [InlineData("", "picture")]
    [InlineData("a very old man is carrying a remarkably heavy umbrella home", "a-very-old-man-is-carrying-a-remarkably-heavy")]
    public void Of_Prompt_GivesAFolderName(string prompt, string expected) => Assert.Equal(expected, Slug.Of(prompt));

    [Fact]
    public void Of_OneEndlessWord_IsCut() => Assert.Equal(new string('x', Slug.MaximumLength), Slug.Of(new string('x', 500)));
}
