using ReCorD.Diffusion.Prompts;

namespace ReCorD.Diffusion.Tests.Prompts;

public sealed class InteractionSentenceTests
{
    [Theory]
    [InlineData("boy", "kicking", "ball", null, "a boy is kicking a ball")]
    [InlineData("an old man", "sitting on", "a wooden chair", "in the park at night", "an old man is sitting on a wooden chair in the park at night")]
    [InlineData("two children", "riding", "elephant", "stormy sky, oil painting", "two children are riding an elephant, stormy sky, oil painting")]
    [InlineData("Anna", "feeding", "the birds", null, "Anna is feeding the birds")]
    [InlineData("unicyclist", "holding", "umbrella", null, "a unicyclist is holding an umbrella")]
    public void Compose_OneInteraction_IsReadBackAlike(string subject, string verb, string thing, string? scene, string expected)
    {
        Interaction interaction = new(subject, verb, thing, scene);

        Assert.Equal(expected, InteractionSentence.Compose([interaction]));
        Assert.Empty(InteractionSentence.Check(interaction));
        Assert.True(InteractionSentence.IsSaidBy(InteractionPromptParser.Parse(expected), interaction));
    }

    [Fact]
    public void Compose_Several_PutsThemInOneSentenceThatReadsAsTheFirst()
    {
        Interaction first = new("boy", "kicking", "ball", "in the park"), second = new("girl", "holding", "cup", "in the park");

        string sentence = InteractionSentence.Compose([first, second]);

        Assert.Equal("a boy is kicking a ball and a girl is holding a cup in the park", sentence);
        Assert.True(InteractionSentence.IsSaidBy(InteractionPromptParser.Parse(sentence), first));
        Assert.False(InteractionSentence.IsSaidBy(InteractionPromptParser.Parse(sentence), second));
    }

    [Fact]
    public void Compose_ScenesThatDiffer_StayWithTheirClauses()
        => Assert.Equal(
            "a boy is kicking a ball on the grass and a girl is holding a cup",
            InteractionSentence.Compose([new("boy", "kicking", "ball", "on the grass"), new("girl", "holding", "cup")]));

    [Theory]
    [InlineData("", "kicking", "ball", "subject is empty")]
    [InlineData("boy", "kicks", "ball", "reads as")]
    [InlineData("he", "kicking", "ball", "is a pronoun")]
    [InlineData("boy", "kicking", "it", "is a pronoun")]
    [InlineData("boy with a red hat", "kicking", "ball", "belongs into the scene")]
    [InlineData("Junge", "tritt", "Ball", "Give English parts")]
    [InlineData("boy", "kicking", "one two three four five six seven eight nine", "at most 8")]
    public void Check_WhatCannotBeReadBack_SaysWhatToWrite(string subject, string verb, string thing, string expected)
        => Assert.Contains(expected, string.Join(' ', InteractionSentence.Check(new Interaction(subject, verb, thing))), StringComparison.Ordinal);
}
