using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>Which chat models a run talks to.</summary>
public sealed class GenerateProvidersTests
{
    [Fact]
    public async Task Generate_ChatProvidersInTheConfiguration_ReachTheRunner()
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Chat__Providers__local__Endpoint", "http://localhost:1/v1"));

        await harness.RunAsync("generate", "x", "--provider", "local", "--Chat:Providers:local:Model", "eye");

        Assert.Equal("local", runner.Plan!.Provider);
        Assert.Equal(("http://localhost:1/v1", "eye"), (runner.Settings!.Chat.Providers["local"].Endpoint, runner.Settings.Chat.Providers["local"].Model));
    }

    [Theory]
    [InlineData("far", "layout: near, critic: builtin", "--provider", "far", "--provider", "layout=near", "--provider", "critic=builtin")]
    [InlineData("far", "", "--provider", "near", "--provider", "far")]
    [InlineData("near", "pose-selection: far, critic: far")]
    [InlineData("near", "pose-selection: far, layout: far, critic: far", "--provider", "Layout=far")]
    [InlineData("near", "critic: far", "--provider", "pose-selection=near")]
    [InlineData("near", "critic: far", "--set", "Chat:Agents:pose-selection=")]
    public async Task Generate_Providers_AreForAllOrForOneAgent(string common, string own, params string[] options)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner, ("ReCorD__Chat__Provider", "near"), ("ReCorD__Chat__Agents__pose-selection", "far"), ("ReCorD__Chat__Agents__Critic", "far"));

        Assert.Equal(ExitCode.Success, await harness.RunAsync(["generate", "x", .. options]));

        Assert.Equal((common, own), (runner.Plan!.Provider, string.Join(", ", runner.Plan.AgentProviders.Select(item => $"{item.Agent}: {item.Provider}"))));
    }

    [Theory]
    [InlineData("There is no agent 'painter'. Agents: prompt, planner, pose-selection, layout, critic.", "--provider", "painter=builtin")]
    [InlineData("There is no agent 'painter'. Agents: prompt, planner, pose-selection, layout, critic.", "--set", "Chat:Agents:painter=builtin")]
    [InlineData("--provider expects the name of a chat provider", "--provider", "layout=")]
    public async Task Generate_ProviderOfNoAgent_SaysWhatThereIs(string message, params string[] options)
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding());

        Assert.NotEqual(ExitCode.Success, await harness.RunAsync(["generate", "x", .. options]));

        Assert.Contains(message, harness.Error.ToString(), StringComparison.Ordinal);
    }
}
