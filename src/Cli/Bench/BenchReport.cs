namespace ReCorD.Cli.Bench;

/// <summary>What was measured, in an order fit for reading.</summary>
/// <param name="Fields">Single numbers, by the names of the JSON form (<c>seconds</c>, <c>gflop</c>, <c>share_of_peak</c> …).</param>
/// <param name="Rows">Rows of a table, each with the same columns; empty where there is none.</param>
/// <param name="Notes">Sentences for people, such as what holds the memory.</param>
internal sealed record BenchReport(
    IReadOnlyList<BenchField> Fields,
    IReadOnlyList<IReadOnlyList<BenchField>> Rows,
    IReadOnlyList<string> Notes);

/// <summary>One measured value. <paramref name="Value"/>: a number, a text, a truth value, or null where it could not be measured.</summary>
/// <param name="Name">Name in snake case.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Unit for people, such as <c>GFLOP/s</c>; empty for none.</param>
internal sealed record BenchField(string Name, object? Value, string Unit = "");
