namespace ReCorD.Experiments.Results;

/// <summary>A line of results.jsonl.</summary>
public sealed record ItemResult
{
    /// <summary>Of the item (<see cref="Matrix.PlanItem"/>).</summary>
    public required string Id { get; init; }

    /// <summary>Column as it was called then; for readers of the file.</summary>
    public string Column { get; init; } = "";

    /// <summary>Test in words; for readers of the file.</summary>
    public string Test { get; init; } = "";

    public int Repeat { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Measures by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public string Output { get; init; } = "";

    public string Reasoning { get; init; } = "";

    public string? Fallback { get; init; }

    public IReadOnlyList<ResultScene> Scenes { get; init; } = [];

    /// <summary>Why there is no result; null where there is one. Such an item is done again by the next run.</summary>
    public string? Error { get; init; }
}

/// <summary>A scene of a result.</summary>
/// <param name="Caption">What is seen.</param>
/// <param name="Picture">File within the results folder; null: none.</param>
/// <param name="Landmarks">33 of [x, y, visibility] on the canvas of 512; null: nobody.</param>
/// <param name="Boxes">x1, y1, x2, y2 on the canvas of 512, by <see cref="Tasks.BoxRoles"/>.</param>
public sealed record ResultScene(string Caption, string? Picture, IReadOnlyList<double[]>? Landmarks, IReadOnlyDictionary<string, double[]> Boxes);
