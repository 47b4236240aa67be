using ReCorD.Diffusion.Prompts;

namespace ReCorD.Diffusion.Tests.Prompts;

public class InteractionPromptParserTests
{
    [Theory]
    [InlineData("a boy is kicking a ball", "boy", "kicking", "ball", "a boy is kicking")]
    [InlineData("a boy is feeding a bird", "boy", "feeding", "bird", "a boy is feeding")]
    [InlineData("a kid is standing on a chair", "kid", "standing on", "chair", "a kid is standing")]
    [InlineData("a woman is sitting on a chair", "woman", "sitting on", "chair", "a woman is sitting")]
    [InlineData("an old man is standing on a chair", "old man", "standing on", "chair", "an old man is standing")]
    [InlineData("an elderly person is holding an umbrella in the rain", "elderly person", "holding", "umbrella", "an elderly person is holding")]
    [InlineData("two kids are playing a tennis racket", "kids", "playing", "tennis racket", "two kids are playing")]
    [InlineData("a middle-aged person is riding a horse", "middle-aged person", "riding", "horse", "a middle-aged person is riding")]
    [InlineData("The old woman is carrying three red bags.", "old woman", "carrying", "red bags", "The old woman is carrying")]
    [InlineData("my brother was riding his friend's bicycle", "brother", "riding", "bicycle", "my brother was riding")]
    [InlineData("a man is sitting in front of a tv", "man", "sitting in front of", "tv", "a man is sitting")]
    [InlineData("a dog is lying next to a cat", "dog", "lying next to", "cat", "a dog is lying")]
    [InlineData("a girl is picking up a box", "girl", "picking up", "box", "a girl is picking")]
    [InlineData("a man is drinking a cup of tea at the table", "man", "drinking", "cup of tea", "a man is drinking")]
    [InlineData("a man is eating a slice of the cake", "man", "eating", "slice of the cake", "a man is eating")]
    [InlineData("a woman is feeding a parking meter", "woman", "feeding", "parking meter", "a woman is feeding")]
    [InlineData("a man is driving a fast car", "man", "driving", "fast car", "a man is driving")]
    [InlineData("a boy is catching a butterfly", "boy", "catching", "butterfly", "a boy is catching")]
    [InlineData("a man is sitting at a round table", "man", "sitting at", "round table", "a man is sitting")]
    [InlineData("a boy is slowly kicking a ball hard", "boy", "kicking", "ball", "a boy is slowly kicking")]
    [InlineData("a girl is sitting quietly on a bench", "girl", "sitting", "bench", "a girl is sitting")]
    [InlineData("a man in a red shirt is kicking a ball, sunny day", "man", "kicking", "ball", "a man in a red shirt is kicking")]
    [InlineData("a man wearing a hat is kicking a ball", "man", "kicking", "ball", "a man wearing a hat is kicking")]
    [InlineData("a tall, old man is holding a book and a cup", "tall, old man", "holding", "book", "a tall, old man is holding")]
    [InlineData("in the park, a boy is walking a dog", "boy", "walking", "dog", "in the park, a boy is walking")]
    [InlineData("in the park a boy is walking a dog", "boy", "walking", "dog", "in the park a boy is walking")]
    [InlineData("a photo of a young woman holding an umbrella", "young woman", "holding", "umbrella", "a photo of a young woman holding")]
    [InlineData("there is a boy happily flying a kite", "boy", "flying", "kite", "there is a boy happily flying")]
    [InlineData("a running boy is throwing a ball", "running boy", "throwing", "ball", "a running boy is throwing")]
    [InlineData("a man and a woman are riding a bicycle", "man and a woman", "riding", "bicycle", "a man and a woman are riding")]
    [InlineData("a boy who is kicking a ball", "boy", "kicking", "ball", "a boy who is kicking")]
    [InlineData("a child is feeding birds", "child", "feeding", "birds", "a child is feeding")]
    [InlineData("a boy is holding a ball next to a car", "boy", "holding", "ball", "a boy is holding")]
    [InlineData("a boy 👦🏽 is kicking a ⚽ ball ❤️", "boy", "kicking", "ball", "a boy 👦🏽 is kicking")]
    [InlineData("the man rides a horse", "man", "rides", "horse", "the man rides")]
    [InlineData("a boy is kicking a ball. Is it red?", "boy", "kicking", "ball", "a boy is kicking")]
    [InlineData("Will Smith is kicking a ball", "Will Smith", "kicking", "ball", "Will Smith is kicking")]
    [InlineData("a man with no hat is riding a horse", "man", "riding", "horse", "a man with no hat is riding")]
    [InlineData("a boy is kicking a ball, not a box", "boy", "kicking", "ball", "a boy is kicking")]
    [InlineData("a boy is not only kicking a ball", "boy", "kicking", "ball", "a boy is not only kicking")]
    [InlineData("a woman is holding a sign saying \"why?\"", "woman", "holding", "sign", "a woman is holding")]
    [InlineData("a woman is holding a sign saying \u201cwho is it?\u201d in the rain", "woman", "holding", "sign", "a woman is holding")]
    [InlineData("a woman is holding a sign saying 'why?!'.", "woman", "holding", "sign", "a woman is holding")]
    [InlineData("Being watched by a crowd, a boy is kicking a ball", "boy", "kicking", "ball", "Being watched by a crowd, a boy is kicking")]
    [InlineData("Be careful, a boy is kicking a ball", "boy", "kicking", "ball", "Be careful, a boy is kicking")]
    [InlineData("Do not move, a boy is kicking a ball", "boy", "kicking", "ball", "Do not move, a boy is kicking")]
    public void Parse_Sentence_FindsTheTriplet(string text, string subject, string verb, string @object, string intransitive)
    {
        InteractionPrompt prompt = InteractionPromptParser.Parse(text);

        Assert.Equal(
            new InteractionPrompt { Text = text, Subject = subject, Verb = verb, Object = @object, Intransitive = intransitive },
            prompt);
        Assert.True(prompt.HasInteraction);
    }

    [Theory]
    [InlineData("a woman is sitting on a chair", "a woman is sitting on")]
    [InlineData("a boy is kicking a ball", "a boy is kicking")]
    [InlineData("a girl is sitting quietly on a bench", "a girl is sitting quietly on")]
    public void Parse_WithParticleForm_EndsTheIntransitivePromptBehindIt(string text, string intransitive)
    {
        Assert.Equal(intransitive, InteractionPromptParser.Parse(text, IntransitiveForm.VerbWithParticle).Intransitive);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\n\t\u0000\u200b")]
    public void Parse_Empty_SaysTheFormAndAnExample(string text)
    {
        PromptException error = Assert.Throws<PromptException>(() => InteractionPromptParser.Parse(text));

        Assert.Contains("{subject} is {verb-ing} {object}", error.Message, StringComparison.Ordinal);
        Assert.Contains("a boy is kicking a ball", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a ball", "No verb was found")]
    [InlineData("a bowl of apples on a table", "No verb was found")]
    [InlineData("the king is something", "No verb was found")]
    [InlineData("the glass is on the table", "No verb was found")]
    [InlineData("a ring on a string", "No verb was found")]
    [InlineData("🎈 !!! 🎈", "No verb was found")]
    [InlineData("kicking a ball", "No subject was found before \"kicking\"")]
    [InlineData("is kicking a ball", "No subject was found before \"kicking\"")]
    [InlineData("a boy is kicking", "No object was found after \"kicking\"")]
    [InlineData("a boy is kicking.", "No object was found after \"kicking\"")]
    [InlineData("a boy is kicking a", "No object was found after \"kicking\"")]
    [InlineData("a woman is sitting on", "No object was found after \"sitting\"")]
    [InlineData("a boy is sitting quietly", "No object was found after \"sitting\"")]
    [InlineData("two boys kick a ball", "No verb was found")]
    [InlineData("Why is a boy kicking a ball?", "\"Why is a boy kicking a ball?\" is a question.")]
    [InlineData("a boy is kicking a ball ?", "\"a boy is kicking a ball ?\" is a question.")]
    [InlineData("a boy is kicking a ball, is he?!", "\"a boy is kicking a ball, is he?!\" is a question.")]
    [InlineData("is a boy kicking a ball", "\"is a boy kicking a ball\" is a question.")]
    [InlineData("was a boy kicking a ball", "\"was a boy kicking a ball\" is a question.")]
    [InlineData("what is a boy kicking in a park", "\"what is a boy kicking in a park\" is a question.")]
    [InlineData("do you see a boy kicking a ball", "\"do you see a boy kicking a ball\" is a question.")]
    [InlineData("is a woman holding a sign saying \"why?\"", "\"is a woman holding a sign saying \"why?\"\" is a question.")]
    [InlineData("a woman is holding a sign saying \"why\"?", "\"a woman is holding a sign saying \"why\"?\" is a question.")]
    [InlineData("how many boys are kicking a ball", "\"how many boys are kicking a ball\" is a question.")]
    [InlineData("a boy is not kicking a ball", "\"a boy is not kicking a ball\" says that something is not done")]
    [InlineData("a boy isn\u2019t kicking a ball", "\"a boy isn\u2019t kicking a ball\" says that something is not done")]
    [InlineData("a boy not really kicking a ball", "\"a boy not really kicking a ball\" says that something is not done")]
    [InlineData("a boy is no longer kicking a ball", "\"a boy is no longer kicking a ball\" says that something is not done")]
    [InlineData("the man never rides a horse", "\"the man never rides a horse\" says that something is not done")]
    [InlineData("no boy is kicking a ball", "\"no boy is kicking a ball\" says that something is not done")]
    [InlineData("nobody is kicking a ball", "\"nobody is kicking a ball\" says that something is not done")]
    [InlineData("a boy is kicking no ball", "\"a boy is kicking no ball\" says that something is not done")]
    public void Parse_PartMissing_HasNoInteractionAndSaysWhich(string text, string hint)
    {
        InteractionPrompt prompt = InteractionPromptParser.Parse(text);

        Assert.False(prompt.HasInteraction);
        Assert.Null(prompt.Intransitive);
        Assert.StartsWith(hint, prompt.Hint, StringComparison.Ordinal);
        Assert.Contains("{subject} is {verb-ing} {object}", prompt.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ControlCharactersAndSpaces_BecomeSingleSpaces()
    {
        InteractionPrompt prompt = InteractionPromptParser.Parse("  a boy\r\nis \u0007 kicking\ta\u00a0 ball\u0000");

        Assert.Equal("a boy is kicking a ball", prompt.Text);
        Assert.True(prompt.HasInteraction);
    }

    [Fact]
    public void Parse_CapitalLetters_StayInTheParts()
    {
        InteractionPrompt prompt = InteractionPromptParser.Parse("An Old Man IS Kicking a Ball");

        Assert.Equal(("Old Man", "Kicking", "Ball"), (prompt.Subject, prompt.Verb, prompt.Object));
    }

    [Theory]
    [InlineData("word ")]
    [InlineData("is ")]
    [InlineData("a, ")]
    [InlineData("kicking ")]
    [InlineData("of ")]
    public void Parse_HundredThousandWords_StaysLinear(string word)
    {
        // Quadratic work would take 1e10 steps here and hang the test run.
        string text = string.Concat(Enumerable.Repeat(word, 100_000)) + "a boy is kicking a ball";

        InteractionPrompt prompt = InteractionPromptParser.Parse(text);

        Assert.Equal(text, prompt.Text);
        Assert.True(prompt.Hint is null || prompt.Hint.Length < 300);
    }

    [Fact]
    public void Parse_RandomWords_PartsAlwaysStandInTheTextInOrder()
    {
        string[] words = ["a", "the", "two", "boy", "old", "is", "are", "kicking", "sitting", "on", "of", "in", "front", "ball,", "chair.", "and", "who", "quickly", "next", "to", "tom's", "rides", "there", "—", "!"];
        Random random = new(11);
        for (int round = 0; round < 5000; round++)
        {
            string text = string.Join(' ', Enumerable.Range(0, 1 + random.Next(12)).Select(_ => words[random.Next(words.Length)]));

            InteractionPrompt prompt = InteractionPromptParser.Parse(text);

            Assert.Equal(text, prompt.Text);
            Assert.Equal(prompt.HasInteraction, prompt.Hint is null);
            if (prompt.HasInteraction)
            {
                int subject = text.IndexOf(prompt.Subject!, StringComparison.Ordinal);
                int verb = text.IndexOf(prompt.Verb!, subject + prompt.Subject!.Length, StringComparison.Ordinal);
                Assert.True(verb > subject);
                Assert.True(text.IndexOf(prompt.Object!, verb + prompt.Verb!.Length, StringComparison.Ordinal) > verb);
                Assert.StartsWith(prompt.Intransitive!, text, StringComparison.Ordinal);
            }
        }
    }
}
