using ReCorD.Cli.Application;
using Spectre.Console;

namespace ReCorD.Cli.Experiments.Progress;

/// <summary>Picks the display that suits the output.</summary>
internal static class ExperimentDisplays
{
    /// <param name="services">The terminal and the clock.</param>
    /// <param name="json">Standard output holds the statistics for a program.</param>
    public static IExperimentDisplay For(CommandServices services, bool json) => services.Terminal.IsInteractive && !json
        ? new LiveExperimentDisplay(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(services.Terminal.Out) }), services.Time)
        : new PlainExperimentDisplay(json ? services.Terminal.Error : services.Terminal.Out, services.Time);
}
