using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Experiments;

/// <summary>Runs that end otherwise than with results: mistakes, failures, broken assertions, Ctrl-C.</summary>
public sealed class ExperimentRunEndTests : IDisposable
{
    private readonly ExperimentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Run_BrokenAssertion_Returns100AndNamesIt()
    {
        _rig.Write("""
            task: generate
            tests:
              - vars: {prompt: a boy is kicking a ball}
                assert:
                  - {type: metric, metric: box_iou, min: 0.9}
                  - {type: contains, value: leg}
            outputPath: out
            """);

        Assert.Equal(ExitCode.AssertionsFailed, await _rig.Harness.RunAsync("experiment", "run", "x.yaml"));
        Assert.Equal(100, ExitCode.AssertionsFailed);
        Assert.Contains("Assertions do not hold for 1 items", _rig.Complaints, StringComparison.Ordinal);
        Assert.Contains("expected box_iou at least 0.9, found 0.8", _rig.Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ItemThatFails_ReturnsFailureAndIsDoneAgain()
    {
        bool broken = true;
        using CommandHarness failing = new(new ScriptedRunner((_, _, _) => broken ? throw new IOException("no space left") : Task.FromResult(Records.Outcome())));
        await File.WriteAllTextAsync(failing.Folder.At("x.yaml"), "task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");

        Assert.Equal(ExitCode.Failure, await failing.RunAsync("experiment", "run", "x.yaml"));
        Assert.Contains("1 of 1 items failed, the first with: no space left Run again", failing.Error.ToString(), StringComparison.Ordinal);
        broken = false;
        Assert.Equal(ExitCode.Success, await failing.RunAsync("experiment", "run", "x.yaml"));
    }

    [Theory]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball, stepz: 3}", "x.yaml(3): the var 'stepz' is neither used by the sentence nor an option of 'record generate'", "Did you mean 'steps'?")]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball, steps: 5000}", "x.yaml(3): --steps expects a whole number from 1 to 1000", "found '5000'")]
    [InlineData("task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball, out: here}", "x.yaml(3): the var 'out' is neither", "")]
    [InlineData("task: generate\nproviders:\n  - builtin\n  - olama\ntests:\n  - vars: {prompt: a boy is kicking a ball}", "x.yaml(4): There is no chat provider 'olama'. Known providers: anthropic, ", "builtin, ")]
    [InlineData("task: generate\nproviders: [{id: mine, config: {kind: olama}}]\ntests:\n  - vars: {prompt: a boy is kicking a ball}", "x.yaml(2): Chat provider 'mine' has the kind 'olama', which does not exist. Known kinds: anthropic, ", "ollama, ")]
    [InlineData("task: generate\nproviders: [{id: builtin, config: {modle: x}}]\ntests:\n  - vars: {prompt: a boy is kicking a ball}", "x.yaml(2): the provider 'builtin'", "modle")]
    [InlineData("task: layout-restoration\ntests:\n  - vars: {prompt: a boy is kicking a ball}", "x.yaml(3): vars needs 'landmarks'", "")]
    [InlineData("tassk: generate", "x.yaml(1): unknown key 'tassk'", "Did you mean 'task'?")]
    public async Task Run_MistakeInTheFile_IsAUsageErrorWithItsPlace(string text, string problem, string hint)
    {
        _rig.Write(text);

        Assert.Equal(ExitCode.Usage, await _rig.Harness.RunAsync("experiment", "run", "x.yaml"));
        Assert.Contains(problem, _rig.Complaints, StringComparison.Ordinal);
        Assert.Contains(hint, _rig.Complaints, StringComparison.Ordinal);
        string running = _rig.Complaints;
        Assert.Equal(ExitCode.Usage, await _rig.Harness.RunAsync("experiment", "validate", "x.yaml"));
        Assert.Equal(running + running, _rig.Complaints);
        Assert.Empty(_rig.Plans);
        Assert.Equal(["x.yaml"], _rig.Harness.Files());
    }

    [Theory]
    [InlineData("run the same command to go on.")]
    [InlineData("run the same command without --fresh to go on.", "--fresh")]
    public async Task Run_Cancelled_KeepsWhatIsDone(string advice, params string[] options)
    {
        using CancellationTokenSource source = new();
        using CommandHarness stopping = new(new ScriptedRunner(async (plan, _, token) =>
        {
            if (plan.Prompt.Contains("girl", StringComparison.Ordinal))
            {
                await source.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return Records.Outcome();
        }));
        await File.WriteAllTextAsync(stopping.Folder.At("x.yaml"), "task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball}\n  - vars: {prompt: a girl is kicking a ball}\noutputPath: out");

        Assert.Equal(ExitCode.Interrupted, await stopping.RunAsync(["experiment", "run", "x.yaml", .. options], source.Token));
        Assert.Contains($"Finished items are kept; {advice}", stopping.Error.ToString(), StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(stopping.Folder.At("out/results.jsonl")));
    }

    [Theory]
    [InlineData("--shard", "9/8", "--shard expects a part and their number, as in 2/8, but found '9/8'")]
    [InlineData("--limit", "0", "--limit expects a whole number from 1")]
    [InlineData("--record", "r.jsonl", "--record is for tasks of agents alone")]
    public async Task Run_BadOption_IsRefused(string option, string value, string problem)
    {
        _rig.Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");

        Assert.Equal(ExitCode.Usage, await _rig.Harness.RunAsync("experiment", "run", "x.yaml", option, value));
        Assert.Contains(problem, _rig.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_GivenUp_ShowsWhatIsThere()
    {
        using CommandHarness failing = new(new ScriptedRunner((_, _, _) => throw new IOException("no space left")));
        await File.WriteAllTextAsync(failing.Folder.At("x.yaml"), "task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\nevaluateOptions: {repeat: 11}\noutputPath: out");

        Assert.Equal(ExitCode.Failure, await failing.RunAsync("experiment", "run", "x.yaml"));

        Assert.Contains("10 items in a row have failed", failing.Error.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(failing.Folder.At("out/report.html")));
    }
}
