namespace ReCorD.Diffusion.Prompts;

/// <summary>Neighbouring words of a sentence, both ends included.</summary>
internal readonly record struct WordRange(int First, int Last)
{
    public string TextIn(PromptSentence sentence) => sentence.Slice(First, Last);
}
