using ReCorD.Agents.Naming;

namespace ReCorD.Experiments.Definition;

/// <summary>Checks which vars a test gives: a misspelt one would change nothing, silently.</summary>
internal static class VarNames
{
    /// <param name="test">The test.</param>
    /// <param name="known">Vars that the task reads.</param>
    public static void Check(TestCase test, IReadOnlyList<string> known)
    {
        if (test.Vars.Select(pair => pair.Key).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw test.Error($"the task reads no var '{unknown}'; it reads {string.Join(", ", known)}.{SimilarNames.Hint(unknown, known)}");
        }
    }
}
