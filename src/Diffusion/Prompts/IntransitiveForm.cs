namespace ReCorD.Diffusion.Prompts;

/// <summary>Where the intransitive prompt y' ends.</summary>
public enum IntransitiveForm
{
    /// <summary>With the verb's own word: "a woman is sitting". The paper's and the official code's form; the default.</summary>
    Verb,

    /// <summary>With the verb's particle, where it has one: "a woman is sitting on". For models that were trained on such captions, as mini-hoi was.</summary>
    VerbWithParticle,
}
