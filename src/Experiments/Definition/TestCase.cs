using System.Text.Json.Nodes;
using ReCorD.Experiments.Assertions;

namespace ReCorD.Experiments.Definition;

/// <summary>One thing to try, the same for all variants.</summary>
/// <param name="Description">For people; null: what its vars say.</param>
/// <param name="Vars">Its values, those of <c>defaultTest</c> included.</param>
/// <param name="Assertions">What must hold.</param>
/// <param name="File">Where it is written.</param>
/// <param name="Line">Line in that file.</param>
public sealed record TestCase(string? Description, JsonObject Vars, IReadOnlyList<Assertion> Assertions, string File, long Line)
{
    public ExperimentException Error(string problem) => new(File, Line, problem);
}
