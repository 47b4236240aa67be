namespace ReCorD.Cli.Application;

/// <summary>Text from outside (a prompt, a record in somebody's picture) made safe to print: control characters could command the terminal.</summary>
internal static class Printable
{
    /// <summary>The text with every control character shown as U+FFFD.</summary>
    public static string Of(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
}
