using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Prompts;

/// <summary>Prompt, tokens and alignment together, on every caption of the embedded model's world.</summary>
public class PromptTokensTests
{
    private static readonly string[] Subjects = ["man", "woman", "boy", "girl"];

    private static readonly string[] Verbs = ["kicking", "holding", "throwing", "riding", "sitting on", "carrying", "lifting", "feeding", "walking", "flying"];

    private static readonly string[] Objects = ["ball", "box", "cup", "umbrella", "book", "frisbee", "horse", "bicycle", "chair", "bag", "bird", "dog", "kite"];

    [Theory]
    [InlineData(IntransitiveForm.Verb)]
    [InlineData(IntransitiveForm.VerbWithParticle)]
    public void Align_EveryCaptionOfTheMiniWorld_PairsAllWordsOfTheIntransitivePrompt(IntransitiveForm form)
    {
        ClipTokenizer tokenizer = ClipTokenizer.Load(TestFiles.TokenizerFolder);
        foreach ((string subject, string verb, string @object) in
            from subject in Subjects from verb in Verbs from @object in Objects select (subject, verb, @object))
        {
            string article = @object[0] is 'u' ? "an" : "a";
            InteractionPrompt prompt = InteractionPromptParser.Parse($"a {subject} is {verb} {article} {@object}", form);
            TokenizedPrompt full = tokenizer.Encode(prompt.Text);
            TokenizedPrompt intransitive = tokenizer.Encode(prompt.Intransitive!);

            TokenAlignment alignment = TokenAlignment.Align(intransitive.RealIds, full.RealIds, tokenizer.MaxLength);

            Assert.Equal((subject, verb, @object), (prompt.Subject, prompt.Verb, prompt.Object));
            TokenSpan subjectSpan = full.Find(prompt.Subject!)!.Value;
            TokenSpan verbSpan = full.Find(prompt.Verb!, subjectSpan)!.Value;
            TokenSpan objectSpan = full.Find(prompt.Object!, verbSpan)!.Value;
            Assert.Equal(2, subjectSpan.Start);
            Assert.Equal(full.Count - 2, objectSpan.Start);

            // Every token of y' from start to verb keeps its place; the object has no counterpart.
            int shared = intransitive.Count - 1;
            Assert.Equal(Enumerable.Range(0, shared), alignment.Mapper.Take(shared));
            Assert.Equal(-1, alignment.Mapper[objectSpan.Start]);
            Assert.Equal(0, alignment.Alphas[objectSpan.Start]);
            Assert.Equal(intransitive.Count - 1, alignment.Mapper[full.Count - 1]);
        }
    }
}
