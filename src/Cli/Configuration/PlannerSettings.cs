using ReCorD.Plugins.Guards;

namespace ReCorD.Cli.Configuration;

/// <summary>What a planner agent may use in a run (<c>--orchestration planner</c>).</summary>
internal sealed class PlannerSettings
{
    /// <summary>Denoising steps of the whole run, all pictures and previews together, 1 to 1000000. Null: twice what a run without branches takes.</summary>
    public int? MaximumSteps { get; set; }

    /// <summary>Tool calls, 1 to 10000.</summary>
    public int MaximumCalls { get; set; } = new RunLimits().MaximumCalls;

    /// <summary>Seconds that the conversation may take, drawing left out, 1 to 86400.</summary>
    public double MaximumSeconds { get; set; } = new RunLimits().MaximumSeconds;

    public RunLimits ToLimits() => new() { MaximumSteps = MaximumSteps, MaximumCalls = MaximumCalls, MaximumSeconds = MaximumSeconds };
}
