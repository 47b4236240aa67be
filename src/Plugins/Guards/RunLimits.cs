namespace ReCorD.Plugins.Guards;

/// <summary>What a model that drives a run may use, complete with defaults. Section <c>Planner</c> of the configuration.</summary>
public sealed record RunLimits
{
    /// <summary>
    /// Denoising steps of the whole run, all pictures and previews together, and what the program itself needs to complete a run counted in. Null
    /// (default): twice what a run without branches takes.
    /// </summary>
    public int? MaximumSteps { get; init; }

    /// <summary>Tool calls, refused ones included. Default 100: a run without branches takes some fifteen.</summary>
    public int MaximumCalls { get; init; } = 100;

    /// <summary>Seconds that the conversation may take; drawing is not in them, steps are its measure. Default 900.</summary>
    public double MaximumSeconds { get; init; } = 900;
}
