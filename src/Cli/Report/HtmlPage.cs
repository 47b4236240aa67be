using System.Reflection;

namespace ReCorD.Cli.Report;

/// <summary>The frame of our pages: one HTML file that needs nothing else, neither network nor scripts, on a phone as on a screen, in light and dark.</summary>
internal static class HtmlPage
{
    /// <param name="title">Title of the window.</param>
    /// <param name="styles">Names of embedded style sheets.</param>
    /// <param name="body">Writes what stands on the page.</param>
    public static string Render(string title, IReadOnlyList<string> styles, Action<HtmlBuilder> body)
    {
        HtmlBuilder html = new();
        html.Trusted("<!DOCTYPE html>\n");
        html.Element("html", [("lang", "en")], () =>
        {
            WriteHead(html, title, styles);
            html.Element("body", () => html.Element("main", () => body(html)));
        });
        return html.Trusted("\n").ToString();
    }

    private static void WriteHead(HtmlBuilder html, string title, IReadOnlyList<string> styles) => html.Element("head", () =>
    {
        html.Void("meta", ("charset", "utf-8"));
        html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Element("title", null, title);
        foreach (string style in styles)
        {
            html.Element("style", () => html.Trusted(Read(style)));
        }
    });

    private static string Read(string style)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(style)
            ?? throw new InvalidOperationException($"The style sheet {style} is not embedded in the program.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
