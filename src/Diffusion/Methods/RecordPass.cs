using ReCorD.Compute;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods;

/// <summary>A form in which ReCorD calls its network: which prompts there are, and in which rows.</summary>
internal abstract class RecordPass(PromptRows full, PromptRows? intransitive) : IDisposable
{
    /// <summary>Rows of the full prompt y.</summary>
    public PromptRows Full => full;

    /// <summary>Rows of the intransitive prompt y'; null where only y is left.</summary>
    public PromptRows? Intransitive => intransitive;

    /// <summary>Rows of the batch.</summary>
    public abstract int Rows { get; }

    /// <summary>Rows that went through the whole network so far.</summary>
    public abstract int WholeRows { get; }

    /// <summary>Takes nothing over from earlier steps at the next one.</summary>
    public virtual void Forget()
    {
    }

    /// <summary>Predicts the noise of a batch at a step.</summary>
    public abstract DenoisingResult Step(int step, Tensor sample, double timestep, CancellationToken cancellationToken);

    public abstract void Dispose();
}

/// <summary>The two rows of one prompt in a batch.</summary>
internal readonly record struct PromptRows(int Unconditional, int Conditional);
