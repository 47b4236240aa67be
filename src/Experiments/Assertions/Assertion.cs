namespace ReCorD.Experiments.Assertions;

/// <summary>Something that must hold for an item. Checked when results are shown, so that a changed assertion needs no new run.</summary>
public sealed record Assertion
{
    /// <summary>What is compared, one of <see cref="AssertionTypes.All"/> without <c>not-</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The opposite must hold (<c>not-contains</c>).</summary>
    public bool Negated { get; init; }

    /// <summary>Of <c>metric</c>: which.</summary>
    public string? Metric { get; init; }

    /// <summary>Of <c>metric</c>: the least value allowed; null: none.</summary>
    public double? Minimum { get; init; }

    /// <summary>Of <c>metric</c>: the greatest value allowed; null: none.</summary>
    public double? Maximum { get; init; }

    /// <summary>Of the others: what the answer is compared with; vars are already put in.</summary>
    public string? Value { get; init; }
}
