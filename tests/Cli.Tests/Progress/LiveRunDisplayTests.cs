using ReCorD.Cli.Progress;
using ReCorD.Plugins.Events;
using Spectre.Console;

namespace ReCorD.Cli.Tests.Progress;

public class LiveRunDisplayTests
{
    [Fact]
    public async Task ShowAsync_Work_ShowsStagesAndWarningsAndReturnsItsResult()
    {
        StringWriter output = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(output) });
        LiveRunDisplay display = new(console);

        int result = await display.ShowAsync(() =>
        {
            display.Observe(new StageStarted("candidates", 2));
            display.Observe(new StageStepped("candidates", 2, 2));
            display.Observe(new StageFinished("candidates", 1));
            display.Observe(new RunWarned("[not markup] \u001b]0;owned\u0007"));
            return Task.FromResult(5);
        });

        Assert.Equal(5, result);
        Assert.Contains("Making candidates", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("100%", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("[not markup]", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b]0;", output.ToString(), StringComparison.Ordinal);
    }
}
