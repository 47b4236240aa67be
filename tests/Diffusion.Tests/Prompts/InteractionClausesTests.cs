using ReCorD.Diffusion.Prompts;

namespace ReCorD.Diffusion.Tests.Prompts;

public sealed class InteractionClausesTests
{
    [Theory]
    [InlineData("a boy is kicking a ball", "boy | kicking | ball")]
    [InlineData("a boy is kicking a ball and a girl is holding a cup in the park", "boy | kicking | ball", "girl | holding | cup | in the park")]
    [InlineData("a man is sitting on a chair while reading a book", "man | sitting on | chair", "man | reading | book")]
    [InlineData("A woman is riding a horse. She is holding an umbrella.", "woman | riding | horse", "woman | holding | umbrella")]
    [InlineData("there is a ball and a boy kicks it", "boy | kicking | ball")]
    [InlineData("there is a red kite and a girl is flying it at the beach", "girl | flying | red kite | at the beach")]
    [InlineData("a man rides a horse and carries a bag", "man | riding | horse", "man | carrying | bag")]
    [InlineData("the old man sits on a bench", "old man | sitting on | bench")]
    [InlineData("a ball is kicked by a boy in the garden", "boy | kicking | ball | in the garden")]
    [InlineData("a horse ridden by a young woman", "young woman | riding | horse")]
    [InlineData("in the park, a boy is throwing a frisbee, a dog is catching it", "boy | throwing | frisbee", "dog | catching | frisbee")]
    [InlineData("a boy is holding a cup and a book", "boy | holding | cup", "boy | holding | a book")]
    [InlineData("a boy and a girl are riding a bicycle", "boy and a girl | riding | bicycle")]
    [InlineData("a boy is kicking a ball, the sun is shining", "boy | kicking | ball")]
    [InlineData("a boy is kicking a ball, oil painting", "boy | kicking | ball")]
    [InlineData("a boy is not kicking a ball but a girl is riding a horse", "girl | riding | horse")]
    [InlineData("a boy is riding a horse and not holding a cup", "boy | riding | horse")]
    [InlineData("a girl is holding a cup. Is a boy kicking a ball?", "girl | holding | cup")]
    public void Find_EnglishText_GivesItsInteractions(string text, params string[] expected)
        => Assert.Equal(expected, InteractionClauses.Find(text).Select(one => one.ToString()));

    [Theory]
    [InlineData("a quiet lake at dawn")]
    [InlineData("ein Junge tritt einen Ball")]
    [InlineData("un garçon donne un coup de pied dans un ballon")]
    [InlineData("男の子がボールを蹴っている")]
    [InlineData("there is a ball and a chair")]
    [InlineData("it is raining")]
    [InlineData("Why is a boy kicking a ball?")]
    [InlineData("a boy is kicking a ball and a girl is holding a cup?")]
    [InlineData("a boy is not kicking a ball")]
    [InlineData("a ball isn\u2019t kicked by a boy")]
    [InlineData("two boys kick a ball")]
    [InlineData("and and , . while")]
    [InlineData("")]
    public void Find_TextItCannotRead_GivesNothing(string text) => Assert.Empty(InteractionClauses.Find(text));

    [Theory]
    [InlineData("kicks", "kicking")]
    [InlineData("rides", "riding")]
    [InlineData("sits", "sitting")]
    [InlineData("throws", "throwing")]
    [InlineData("carries", "carrying")]
    [InlineData("lies", "lying")]
    [InlineData("flies", "flying")]
    [InlineData("catches", "catching")]
    [InlineData("hugs", "hugging")]
    [InlineData("feeds", "feeding")]
    [InlineData("opens", "opening")]
    [InlineData("lifts", "lifting")]
    public void FromThirdPerson_FollowsTheSpellingRules(string verb, string expected) => Assert.Equal(expected, VerbForms.FromThirdPerson(verb));

    [Theory]
    [InlineData("kicked", "kicking")]
    [InlineData("used", null)]
    [InlineData("hugged", "hugging")]
    [InlineData("carried", "carrying")]
    [InlineData("ridden", "riding")]
    [InlineData("bird", null)]
    public void FromPastParticiple_FollowsTheSpellingRules(string verb, string? expected) => Assert.Equal(expected, VerbForms.FromPastParticiple(verb));
}
