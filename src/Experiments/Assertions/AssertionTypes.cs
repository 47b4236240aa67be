namespace ReCorD.Experiments.Assertions;

/// <summary>The kinds of assertion, named as in promptfoo.</summary>
internal static class AssertionTypes
{
    /// <summary>A metric lies within <c>min</c> and <c>max</c>.</summary>
    public const string Metric = "metric";

    /// <summary>The answer is the value.</summary>
    public const string EqualTo = "equals";

    /// <summary>Answer or reasoning contains the value.</summary>
    public const string Contains = "contains";

    /// <summary>The same, whatever the case of letters.</summary>
    public const string ContainsIgnoringCase = "icontains";

    public const string Negation = "not-";

    public static IReadOnlyList<string> All { get; } = [Metric, EqualTo, Contains, ContainsIgnoringCase];
}
