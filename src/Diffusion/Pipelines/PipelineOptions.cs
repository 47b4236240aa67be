namespace ReCorD.Diffusion.Pipelines;

/// <summary>Choices between speed and memory that do not change what a run makes, but for rounding.</summary>
public sealed record PipelineOptions
{
    /// <summary>
    /// Whether a method leaves rows of the batch out once nothing depends on them any more. Saves about a third of a run of ReCorD; needs a second
    /// compiled network. Default: yes.
    /// </summary>
    public bool LeaveOutIdleRows { get; init; } = true;
}
