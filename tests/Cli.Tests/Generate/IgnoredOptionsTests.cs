using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

public sealed class IgnoredOptionsTests
{
    [Theory]
    [InlineData("--candidates has no effect", "--candidates", "3")]
    [InlineData(
        "--preview-step, --rough-steps, --correction-strength, --provider, --orchestration, --prompt-agent have no effect", "--rough-steps", "2", "--preview-step", "5", "--correction-strength", "3",
        "--orchestration", "planner", "--prompt-agent", "always", "--provider", "layout=builtin")]
    [InlineData("--record has no effect", "--record", "run.jsonl")]
    public async Task Generate_OptionsOfAgentsWithThePlainMethod_AreNamedOnOneLine(string expected, params string[] options)
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding());

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", "a lake", "--method", "stable-diffusion", .. options]));

        Assert.Equal([$"warning: {expected} with --method stable-diffusion: it makes one picture, without agents and correction."], Warnings(harness));
    }

    [Theory]
    [InlineData("a lake", "--method", "stable-diffusion", "--steps", "5", "--seed", "3", "--cache-interval", "2", "--negative-prompt", "x")]
    [InlineData("a boy is kicking a ball", "--candidates", "3", "--provider", "builtin", "--rounds", "2")]
    public async Task Generate_OptionsThatCount_AreNotWarnedOf(params string[] arguments)
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding());

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", .. arguments]));

        Assert.Empty(Warnings(harness));
    }

    /// <summary>What the configuration says is for all methods; only what was asked for on the command line is worth a word.</summary>
    [Fact]
    public async Task Generate_ConfigurationWithThePlainMethod_IsNotWarnedOf()
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding(), ("ReCorD__Generate__Candidates", "3"));

        Assert.Equal(ExitCode.Success, await harness.RunAsync("generate", "a lake", "--method", "stable-diffusion"));

        Assert.Empty(Warnings(harness));
    }

    private static string[] Warnings(CommandHarness harness) => [.. harness.Output.ToString().Split(Environment.NewLine).Where(line => line.StartsWith("warning:", StringComparison.Ordinal))];
}
