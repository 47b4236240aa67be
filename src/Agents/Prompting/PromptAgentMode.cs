namespace ReCorD.Agents.Prompting;

/// <summary>When the prompt agent reads the text.</summary>
public enum PromptAgentMode
{
    /// <summary>Where the parser finds no interaction, or where the text seems to hold more than one.</summary>
    Auto,

    Always,

    Never,
}
