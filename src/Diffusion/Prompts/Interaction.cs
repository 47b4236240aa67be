namespace ReCorD.Diffusion.Prompts;

/// <summary>Who does what to what, and where: one interaction of a text.</summary>
/// <param name="Subject">Who acts, with or without its article: "boy", "an old man", "two children".</param>
/// <param name="Verb">The present participle with its particle: "kicking", "sitting on".</param>
/// <param name="Object">To what, with or without its article.</param>
/// <param name="Scene">What else the picture shows, such as "in the park at night"; null where nothing was said.</param>
public sealed record Interaction(string Subject, string Verb, string Object, string? Scene = null)
{
    public override string ToString() => $"{Subject} | {Verb} | {Object}{(Scene is null ? "" : $" | {Scene}")}";
}
