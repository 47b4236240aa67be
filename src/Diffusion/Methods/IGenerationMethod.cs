namespace ReCorD.Diffusion.Methods;

/// <summary>A way to make a picture from a request. Safe to call from several threads at once.</summary>
public interface IGenerationMethod
{
    /// <summary>Name on the command line and in run records, such as <c>record</c>.</summary>
    string Name { get; }

    /// <exception cref="GenerationException">The request does not fit the method or the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; takes effect within the running step.</exception>
    GenerationResult Generate(GenerationRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>Told after each denoising step, counted from 1.</summary>
public readonly record struct StepProgress(int Step, int Steps);

/// <summary>A request that cannot be carried out; the message says what to change.</summary>
public sealed class GenerationException : Exception
{
    public GenerationException(string message)
        : base(message)
    {
    }

    public GenerationException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public GenerationException()
    {
    }
}
