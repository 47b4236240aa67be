using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Experiments.Definition;

namespace ReCorD.Cli.Experiments.Generate;

/// <summary>Which picture of a run is measured: the var <c>measure</c>. Two variants that differ in nothing else share one run.</summary>
internal static class MeasuredPicture
{
    public const string Var = "measure";

    /// <summary>The picture that the run ends with; the default.</summary>
    public const string Result = "result";

    /// <summary>That of the first round, before a critic had a say.</summary>
    public const string FirstRound = "first-round";

    /// <exception cref="ReCorD.Experiments.ExperimentException">Another word.</exception>
    public static string Of(TestCase test) => test.Vars[Var] switch
    {
        null => Result,
        JsonValue value when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is Result or FirstRound => value.GetValue<string>(),
        JsonNode other => throw test.Error($"'{Var}' in vars is {other.ToJsonString()}; expected {Result} or {FirstRound}."),
    };
}
