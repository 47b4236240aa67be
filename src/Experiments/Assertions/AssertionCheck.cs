using System.Globalization;
using ReCorD.Experiments.Results;

namespace ReCorD.Experiments.Assertions;

/// <summary>Whether an assertion holds for a result.</summary>
public static class AssertionCheck
{
    /// <summary>What is wrong, in a sentence; null where the assertion holds.</summary>
    public static string? Problem(Assertion assertion, ItemResult result)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        ArgumentNullException.ThrowIfNull(result);
        bool holds = assertion.Type switch
        {
            AssertionTypes.Metric => Within(assertion, result),
            AssertionTypes.EqualTo => result.Output == assertion.Value,
            AssertionTypes.Contains => Text(result).Contains(assertion.Value!, StringComparison.Ordinal),
            AssertionTypes.ContainsIgnoringCase => Text(result).Contains(assertion.Value!, StringComparison.OrdinalIgnoreCase),
            _ => throw new ArgumentException($"There is no assertion of type '{assertion.Type}'.", nameof(assertion)),
        };
        return holds != assertion.Negated ? null : Describe(assertion, result);
    }

    private static bool Within(Assertion assertion, ItemResult result) =>
        result.Metrics.TryGetValue(assertion.Metric!, out double value) && value >= (assertion.Minimum ?? double.NegativeInfinity) && value <= (assertion.Maximum ?? double.PositiveInfinity);

    private static string Text(ItemResult result) => $"{result.Output}\n{result.Reasoning}";

    private static string Describe(Assertion assertion, ItemResult result)
    {
        string not = assertion.Negated ? "not " : "";
        if (assertion.Type != AssertionTypes.Metric)
        {
            string how = assertion.Type == AssertionTypes.EqualTo ? "be" : "contain";
            return $"expected the answer {not}to {how} '{assertion.Value}', found '{result.Output}'";
        }

        string found = result.Metrics.TryGetValue(assertion.Metric!, out double value) ? Number(value) : "no such metric";
        string range = (assertion.Minimum, assertion.Maximum) switch
        {
            ({ } low, { } high) => $"from {Number(low)} to {Number(high)}",
            ({ } low, null) => $"at least {Number(low)}",
            (_, var high) => $"at most {Number(high ?? 0)}",
        };
        return $"expected {assertion.Metric} {not}{range}, found {found}";
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
