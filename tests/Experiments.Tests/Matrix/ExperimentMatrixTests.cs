using System.Text.Json.Nodes;
using ReCorD.Experiments.Assertions;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Tests.Support;

namespace ReCorD.Experiments.Tests.Matrix;

public class ExperimentMatrixTests
{
    [Fact]
    public void Build_VariantsTestsRepetitions_AreAllMultiplied()
    {
        ExperimentMatrix matrix = Build(TestExperiment.Of(5, repeat: 2, "one", "two", "three"));

        Assert.Equal(30, matrix.Plan.Items.Count);
        Assert.Equal(30, matrix.Plan.Items.Select(item => item.Id).Distinct().Count());
        Assert.Equal(["one", "two", "three"], matrix.Plan.Columns);
        Assert.Equal([0, 1, 2, 0, 1, 2], matrix.Plan.Items.Take(6).Select(item => item.Column));
        Assert.All(matrix.Plan.Items.Take(6), item => Assert.Equal(0, item.Test));
        Assert.Equal(matrix.Plan.Items.Count, matrix.Items.Count);
    }

    [Fact]
    public void Build_SeveralPromptsAndProviders_NamesBoth()
    {
        ExperimentDefinition definition = TestExperiment.Of(1, 1, "a", "b") with { Prompts = [Prompt("short"), Prompt("long")] };

        Assert.Equal(["short · a", "short · b", "long · a", "long · b"], Build(definition).Plan.Columns);
        Assert.Equal(["short", "long"], Build(definition with { Providers = [.. definition.Providers.Take(1)] }).Plan.Columns);
    }

    [Fact]
    public void Ids_SameExperiment_AreTheSameWhateverTheOrderOfKeys()
    {
        string first = Id(TestExperiment.Test("x", new JsonObject { ["a"] = 1, ["b"] = new JsonObject { ["c"] = 2, ["d"] = 3 } }));
        string second = Id(TestExperiment.Test("x", new JsonObject { ["b"] = new JsonObject { ["d"] = 3, ["c"] = 2 }, ["a"] = 1 }));

        Assert.Equal(first, second);
        Assert.Matches("^[0-9a-f]{16}$", first);
    }

    [Fact]
    public void Ids_AnythingThatDecides_ChangesThem()
    {
        TestCase test = TestExperiment.Test("x");
        string id = Id(test);

        Assert.NotEqual(id, Id(TestExperiment.Test("y")));
        Assert.NotEqual(id, Id(TestExperiment.Test("x", new JsonObject { ["seed"] = 2 })));
        Assert.NotEqual(id, Build(Of(test) with { Prompts = [Prompt("other")] }).Plan.Items[0].Id);
        Assert.NotEqual(id, Build(Of(test) with { Providers = [new ProviderVariant("builtin", "other", new Dictionary<string, string>(), 1)] }).Plan.Items[0].Id);
        Assert.NotEqual(id, Build(Of(test) with { Options = new EvaluateOptions { Repeat = 2 } }).Plan.Items[1].Id);
    }

    [Fact]
    public void Ids_WhatDecidesNothing_LeavesThem()
    {
        TestCase test = TestExperiment.Test("x");
        string id = Id(test);

        Assert.Equal(id, Id(test with { Line = 99, Description = "told otherwise", Assertions = [new Assertion { Type = "equals", Value = "y" }] }));
        Assert.Equal(id, Build(Of(test) with { Options = new EvaluateOptions { MaxConcurrency = 9 }, Description = "new" }).Plan.Items[0].Id);
    }

    [Fact]
    public void Ids_EqualTests_AreToldApart()
    {
        ExperimentMatrix matrix = Build(TestExperiment.Of(1) with { Tests = [TestExperiment.Test("x"), TestExperiment.Test("x")] });

        Assert.Equal(2, matrix.Plan.Items.Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public void Build_UnknownMetric_IsNamedWithItsPlace()
    {
        ExperimentDefinition asked = TestExperiment.Of(1) with { Metrics = ["valu"], MetricsLine = 7 };
        ExperimentDefinition asserted = TestExperiment.Of(1) with { Tests = [TestExperiment.Test("x", null, new Assertion { Type = "metric", Metric = "vlaue", Minimum = 1 })] };

        Assert.StartsWith("experiment.yaml(7): there is no metric 'valu'", Assert.Throws<ExperimentException>(() => Build(asked)).Message, StringComparison.Ordinal);
        Assert.StartsWith("experiment.yaml(1): there is no metric 'vlaue'", Assert.Throws<ExperimentException>(() => Build(asserted)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_PromptSettings_AreStrongerThanVars()
    {
        PromptVariant prompt = Prompt("two") with { Settings = new JsonObject { ["rounds"] = 2 } };

        ExperimentMatrix matrix = Build(TestExperiment.Of(1) with { Prompts = [prompt], Tests = [TestExperiment.Test("x", new JsonObject { ["rounds"] = 1, ["steps"] = 5 })] });

        Assert.Equal(2, (int)matrix.Items[0].Test.Vars["rounds"]!);
        Assert.Equal(5, (int)matrix.Items[0].Test.Vars["steps"]!);
    }

    private static PromptVariant Prompt(string label) => new(label, null, label + " {{prompt}}", [], 1);

    private static ExperimentDefinition Of(TestCase test) => TestExperiment.Of(1) with { Tests = [test] };

    private static string Id(TestCase test) => Build(Of(test)).Plan.Items[0].Id;

    private static ExperimentMatrix Build(ExperimentDefinition definition) => ExperimentMatrix.Build(definition, new CountingTask());
}
