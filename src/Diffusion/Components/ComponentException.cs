namespace ReCorD.Diffusion.Components;

/// <summary>A component run whose request or input tensors do not fit; the message says what to change.</summary>
public sealed class ComponentException : Exception
{
    public ComponentException(string message)
        : base(message)
    {
    }

    public ComponentException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public ComponentException()
    {
    }
}
