namespace ReCorD.Cli.Application;

/// <summary>Where the program writes. <see cref="IsInteractive"/>: standard output is a terminal that understands cursor movement, so progress may redraw itself.</summary>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>The console of this process. A dumb terminal or <c>NO_COLOR</c>-style redirection gets plain lines.</summary>
    public static Terminal ForProcess()
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected && !dumb);
    }
}
