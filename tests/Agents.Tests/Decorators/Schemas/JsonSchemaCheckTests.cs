using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Schemas;
using ReCorD.Plugins.Layout;

namespace ReCorD.Agents.Tests.Decorators.Schemas;

public sealed class JsonSchemaCheckTests
{
    [Theory]
    [InlineData("""{"type": "number"}""", "1.5", null)]
    [InlineData("""{"type": "integer"}""", "2.0", null)]
    [InlineData("""{"type": "integer"}""", "1.5", "the answer is 1.5 but must be of type integer.")]
    [InlineData("""{"type": ["string", "null"]}""", "null", null)]
    [InlineData("""{"type": ["string", "null"]}""", "true", "the answer is true but must be of type string or null.")]
    [InlineData("""{"enum": ["left", "right"]}""", "\"left\"", null)]
    [InlineData("""{"enum": ["left", "right"]}""", "\"up\"", "the answer is \"up\" but must be one of [\"left\", \"right\"].")]
    [InlineData("""{"const": 3}""", "4", "the answer is 4 but must be 3.")]
    [InlineData("""{"minLength": 2}""", "\"a\"", "the length of the answer is 1 but must be at least 2.")]
    [InlineData("""{"type": "array", "items": {"type": "integer"}, "maxItems": 2}""", "[1, 2, 3]", "the number of items of the answer is 3 but must be at most 2.")]
    [InlineData("""{"type": "array", "items": {"type": "integer"}}""", "[1, \"b\"]", "item 1 of the answer is \"b\" but must be of type integer.")]
    [InlineData("""{"properties": {"a": {"properties": {"b": {"type": "string"}}}}}""", """{"a": {"b": 1}}""", "\"a\".\"b\" is 1 but must be of type string.")]
    [InlineData("""{"anyOf": [{"type": "string"}, {"type": "integer"}]}""", "1", null)]
    [InlineData("""{"anyOf": [{"type": "string"}, {"type": "integer"}]}""", "[]", "the answer is an array and fits none of the alternatives that the schema gives for it.")]
    [InlineData("""{"oneOf": [{"type": "number"}, {"type": "integer"}]}""", "1", "the answer is 1 and fits more than one of the alternatives that the schema gives for it.")]
    [InlineData("""{"$ref": "#/$defs/side", "$defs": {"side": {"enum": ["left"]}}}""", "\"up\"", "the answer is \"up\" but must be one of [\"left\"].")]
    [InlineData("""{"$ref": "#"}""", "1", null)]
    [InlineData("""{"format": "date", "unknownWord": 1}""", "1", null)]
    [InlineData("true", "1", null)]
    public void Problems_OfAValue_AreSentencesThatNameThePlace(string schema, string value, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], new JsonSchemaCheck(Parse(schema)).Problems(Parse(value)));

    [Fact]
    public void Problems_OfManyMistakes_AreAtMostEight() =>
        Assert.Equal(8, new JsonSchemaCheck(Parse("""{"items": {"type": "string"}}""")).Problems(Parse("[1,2,3,4,5,6,7,8,9,10]")).Count);

    /// <summary>The schemas that we send are made by Microsoft.Extensions.AI from our own types.</summary>
    [Fact]
    public void Problems_OfAGeneratedSchema_AreFound()
    {
        JsonSchemaCheck check = new(AIJsonUtilities.CreateJsonSchema(typeof(BoxArgument)));

        Assert.Empty(check.Problems(Parse("""{"x1": 1, "y1": 2, "x2": 3, "y2": 4}""")));
        Assert.NotEmpty(check.Problems(Parse("""{"x1": 1, "y1": 2, "x2": 3}""")));
        Assert.NotEmpty(check.Problems(Parse("""{"x1": 1, "y1": 2, "x2": 3, "y2": [4]}""")));
    }

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
