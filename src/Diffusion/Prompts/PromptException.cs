namespace ReCorD.Diffusion.Prompts;

/// <summary>A prompt that says nothing; the message shows the form that is needed.</summary>
public sealed class PromptException : Exception
{
    public PromptException(string message)
        : base(message)
    {
    }

    public PromptException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public PromptException()
    {
    }
}
