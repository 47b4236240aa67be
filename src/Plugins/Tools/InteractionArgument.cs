using System.ComponentModel;
using ReCorD.Diffusion.Prompts;

namespace ReCorD.Plugins.Tools;

/// <summary>An interaction as chat models write it.</summary>
public sealed record InteractionArgument(
    [property: Description("Who acts, in English, with article or number: \"an old man\", \"two children\".")] string Subject,
    [property: Description("What is done: an English -ing form with its particle, such as \"kicking\" or \"sitting on\".")] string Verb,
    [property: Description("To what, in English, with article or number: \"a ball\".")] string Object,
    [property: Description("What else belongs into the picture, in English: place, clothing, light, style, such as \"in the park at night\". Left out where nothing was said.")] string? Scene = null)
{
    /// <summary>Without the spaces around its parts; a blank scene is none.</summary>
    public Interaction ToInteraction() => new((Subject ?? "").Trim(), (Verb ?? "").Trim(), (Object ?? "").Trim(), string.IsNullOrWhiteSpace(Scene) ? null : Scene.Trim());
}
