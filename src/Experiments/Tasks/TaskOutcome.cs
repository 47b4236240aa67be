namespace ReCorD.Experiments.Tasks;

/// <summary>What came of an item.</summary>
public sealed record TaskOutcome
{
    /// <summary>Measures by name; numbers that are none are left out of results.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The answer in short, for assertions.</summary>
    public string Output { get; init; } = "";

    /// <summary>Why, in the agent's words.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>Why a fallback stands in for the agent's answer; null: it does not.</summary>
    public string? Fallback { get; init; }

    /// <summary>What the report shows of it.</summary>
    public IReadOnlyList<OutcomeScene> Scenes { get; init; } = [];
}
