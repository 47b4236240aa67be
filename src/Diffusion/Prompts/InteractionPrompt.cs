namespace ReCorD.Diffusion.Prompts;

/// <summary>
/// A sentence of the form "{subject} is {verb-ing} {object}", the human-object interaction triplet of ReCorD. Words are words:
/// where they lie among the tokens is the tokenizer's business.
/// </summary>
public sealed record InteractionPrompt
{
    /// <summary>The whole sentence, as given but with single spaces. This is what the model is asked for.</summary>
    public required string Text { get; init; }

    /// <summary>Who acts, without article: "boy", "old man". Null where the sentence names no one.</summary>
    public string? Subject { get; init; }

    /// <summary>What is done, with its particle: "kicking", "sitting on". Null where the sentence has no verb.</summary>
    public string? Verb { get; init; }

    /// <summary>To what, without article: "ball", "tennis racket". Null where the sentence has no object.</summary>
    public string? Object { get; init; }

    /// <summary>The intransitive prompt y': the sentence up to and with the verb, "a boy is kicking" (see <see cref="IntransitiveForm"/>). Null where there is no interaction.</summary>
    public string? Intransitive { get; init; }

    /// <summary>Which part was not found and what form is needed, for the user; null where all is there.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether ReCorD can work on it: subject, verb and object were all found.</summary>
    public bool HasInteraction => Subject is not null && Verb is not null && Object is not null && Intransitive is not null;
}
