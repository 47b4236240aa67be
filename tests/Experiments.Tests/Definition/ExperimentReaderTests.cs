using ReCorD.Agents.Prompts;
using ReCorD.Experiments.Assertions;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Tests.Support;

namespace ReCorD.Experiments.Tests.Definition;

public sealed class ExperimentReaderTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void Read_EveryKey_IsUnderstood()
    {
        folder.Write("mine.yaml", "name: layout");
        folder.Write("more.jsonl", """
            {"description": "about the file"}
            {"vars": {"prompt": "a man is holding a cup", "steps": 30}}
            """);
        folder.Write("list.yaml", "- vars: {prompt: a girl is flying a kite}\n");
        folder.Write("plain.txt", "a boy is riding a horse\n\n");

        ExperimentDefinition experiment = Read("""
            description: What is compared
            task: layout-restoration
            prompts:
              - default
              - {label: mine, id: file://mine.yaml, config: {shift: 0.5}}
            providers:
              - builtin
              - {id: openai, label: small, config: {model: gpt-small, timeoutSeconds: 5}}
            defaultTest:
              vars: {steps: 50, seed: 3}
              assert:
                - {type: metric, metric: iou, min: 0.5}
            tests:
              - vars: {prompt: a boy is kicking a ball}
                assert:
                  - {type: not-contains, value: "{{prompt}}"}
              - file://more.jsonl
              - file://list.yaml
              - file://plain.txt
            evaluateOptions: {maxConcurrency: 8, repeat: 3, cache: false, timeoutMs: 1500}
            metrics: [iou]
            outputPath: results/here
            """);

        Assert.Equal("What is compared", experiment.Description);
        Assert.Equal(["default", "mine"], experiment.Prompts.Select(prompt => prompt.Label));
        Assert.Equal(folder.At("mine.yaml"), experiment.Prompts[1].File);
        Assert.Equal(["builtin", "small"], experiment.Providers.Select(provider => provider.Label));
        Assert.Equal("gpt-small", experiment.Providers[1].Settings["model"]);
        Assert.Equal(["a boy is kicking a ball", "a man is holding a cup", "a girl is flying a kite", "a boy is riding a horse"], experiment.Tests.Select(test => (string)test.Vars["prompt"]!));
        Assert.Equal(["50", "30", "50", "50"], experiment.Tests.Select(test => test.Vars["steps"]!.ToJsonString()));
        Assert.Equal(
            [new Assertion { Type = "metric", Metric = "iou", Minimum = 0.5 }, new Assertion { Type = "contains", Negated = true, Value = "a boy is kicking a ball" }],
            experiment.Tests[0].Assertions);
        Assert.Equal(new EvaluateOptions { MaxConcurrency = 8, Repeat = 3, Cache = false, Timeout = TimeSpan.FromSeconds(1.5) }, experiment.Options);
        Assert.Equal(["iou"], experiment.Metrics);
        Assert.Equal("results/here", experiment.OutputPath);
    }

    [Fact]
    public void Read_LittleFile_HasDefaults()
    {
        ExperimentDefinition experiment = Read("""
            task: generate
            tests:
              - vars: {prompt: a boy is kicking a ball}
            """);

        Assert.Equal("{{prompt}}", Assert.Single(experiment.Prompts).Template);
        Assert.Null(Assert.Single(experiment.Providers).Id);
        Assert.Equal("experiment", experiment.Description);
        Assert.Equal(new EvaluateOptions(), experiment.Options);
    }

    [Theory]
    [InlineData("task: generate\nproviderz: [a]\ntests: [{vars: {prompt: x}}]", "(2): unknown key 'providerz'", "Did you mean 'providers'?")]
    [InlineData("task: generat\ntests: [{vars: {prompt: x}}]", "(1): there is no task 'generat'", "Did you mean 'generate'?")]
    [InlineData("tests: [{vars: {prompt: x}}]", "(1): 'task' is missing", "")]
    [InlineData("task: generate", "(1): 'tests' has no entry", "file://tests.jsonl")]
    [InlineData("task: generate\ntests: [some text]", "(2): 'some text' is no test", "")]
    [InlineData("task: generate\ntests: file://nothing.jsonl", "nothing.jsonl' does not exist", "")]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: x}\n    asserts: []", "(4): unknown key 'asserts'", "Did you mean 'assert'?")]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: x}\n    assert: [{type: javascript, value: x}]", "(3): there is no assertion of type 'javascript'", "known: metric, equals, contains")]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: x}\n    assert: [{type: metric, metric: iou}]", "(3): an assertion on a metric needs 'min' or 'max'", "")]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: x}\n    assert: [{type: metric, metric: iou, min: high}]", "(3): 'min' in an assertion is \"high\"; expected a number", "")]
    [InlineData("task: generate\ntests: [{vars: {prompt: x}}]\nevaluateOptions: {repeat: 0}", "(3): 'repeat' is '0'; expected a whole number from 1 to 1000", "")]
    [InlineData("task: generate\ntests: [{vars: {prompt: x}}]\nevaluateOptions: {maxConcurency: 2}", "(3): unknown key 'maxConcurency'", "Did you mean 'maxConcurrency'?")]
    [InlineData("task: generate\nprompts: [a, a]\ntests: [{vars: {prompt: x}}]", "(2): two entries of 'prompts' are called 'a'", "")]
    [InlineData("task: layout-restoration\nprompts: [mine.yaml]\ntests: [{vars: {prompt: x}}]", "(2): the prompt file", "does not exist")]
    [InlineData("task: generate\nproviders: [{id: a, config: {apiKey: secret}}]\ntests: [{vars: {prompt: x}}]", "holds no key", "apiKeyEnvironment")]
    [InlineData("task: [generate]\ntests: [{vars: {prompt: x}}]", "(1): 'task' must be a plain value", "")]
    [InlineData("task: generate\ntests:\n  - vars: [1]", "(3): 'vars' in a test must be a mapping", "")]
    [InlineData("task: generate\ntests:\n  - description: \"{{who}} kicks\"\n    vars: {prompt: x}", "(3): '{{who}} kicks' needs the var 'who'", "Its vars: prompt")]
    [InlineData("- a\n- b", "(1): expected one YAML document with keys and values", "")]
    [InlineData("task: generate\ntests: [1", "): not valid YAML", "")]
    public void Read_Mistake_IsNamedWithItsPlace(string text, string problem, string hint)
    {
        Exception error = Assert.ThrowsAny<Exception>(() => Read(text));

        Assert.True(error is ExperimentException or PromptException, error.ToString());
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BrokenLineOfTests_IsNamedWithItsPlace()
    {
        folder.Write("more.jsonl", """
            {"vars": {"prompt": "x"}}
            {"vars":
            """);

        ExperimentException error = Assert.Throws<ExperimentException>(() => Read("task: generate\ntests: file://more.jsonl"));

        Assert.Contains("more.jsonl(2): not valid JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_SaysSo() => Assert.Contains("cannot be read", Assert.Throws<PromptException>(() => ExperimentReader.Read(folder.At("none.yaml"))).Message, StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private ExperimentDefinition Read(string text) => ExperimentReader.Read(folder.Write("experiment.yaml", text));
}
