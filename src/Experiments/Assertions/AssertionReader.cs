using System.Text.Json.Nodes;
using ReCorD.Agents.Naming;
using ReCorD.Experiments.Definition;

namespace ReCorD.Experiments.Assertions;

/// <summary>Reads one entry of <c>assert</c>.</summary>
internal static class AssertionReader
{
    public static Assertion Read(JsonObject json, string file, long line)
    {
        JsonFields fields = new(json, file, line, "an assertion");
        string written = fields.RequiredText("type");
        bool negated = written.StartsWith(AssertionTypes.Negation, StringComparison.Ordinal);
        string type = negated ? written[AssertionTypes.Negation.Length..] : written;
        if (!AssertionTypes.All.Contains(type))
        {
            throw fields.Error($"there is no assertion of type '{written}'; known: {string.Join(", ", AssertionTypes.All)}, each also with {AssertionTypes.Negation} before it.{SimilarNames.Hint(type, AssertionTypes.All)}");
        }

        if (type != AssertionTypes.Metric)
        {
            fields.AllowOnly("type", "value");
            return new Assertion { Type = type, Negated = negated, Value = fields.RequiredText("value") };
        }

        fields.AllowOnly("type", "metric", "min", "max");
        Assertion assertion = new() { Type = type, Negated = negated, Metric = fields.RequiredText("metric"), Minimum = fields.Number("min"), Maximum = fields.Number("max") };
        return assertion switch
        {
            { Minimum: null, Maximum: null } => throw fields.Error("an assertion on a metric needs 'min' or 'max'."),
            { Minimum: { } low, Maximum: { } high } when low > high => throw fields.Error("'min' of an assertion is greater than its 'max'."),
            _ => assertion,
        };
    }
}
