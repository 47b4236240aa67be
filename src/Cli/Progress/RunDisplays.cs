using ReCorD.Cli.Application;
using Spectre.Console;

namespace ReCorD.Cli.Progress;

/// <summary>Picks the display that suits the output.</summary>
internal static class RunDisplays
{
    public static IRunDisplay For(OutputStyle style, Terminal terminal, TimeProvider time) => style switch
    {
        OutputStyle.Json => new JsonRunDisplay(terminal.Out, time),
        _ when terminal.IsInteractive => new LiveRunDisplay(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) })),
        _ => new PlainRunDisplay(terminal.Out, time),
    };
}
