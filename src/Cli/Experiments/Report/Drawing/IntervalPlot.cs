using ReCorD.Cli.Report;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments.Report.Drawing;

/// <summary>
/// One row for each estimate: name, dot with its interval, numbers. Rows are HTML and only the strips are SVG, so that text keeps its size
/// on every screen.
/// </summary>
internal static class IntervalPlot
{
    private const double Width = 1000, Height = 24;

    /// <summary>A row.</summary>
    /// <param name="Label">Its name.</param>
    /// <param name="Value">The estimate.</param>
    /// <param name="Text">The numbers in words.</param>
    /// <param name="CssClass"><c>better</c>, <c>worse</c> or null.</param>
    public sealed record Row(string Label, Interval Value, string Text, string? CssClass = null);

    /// <param name="html">Where to write.</param>
    /// <param name="rows">The rows; at least one.</param>
    /// <param name="marksZero">Whether a line stands at zero, which is then on the scale.</param>
    public static void Write(HtmlBuilder html, IReadOnlyList<Row> rows, bool marksZero = false)
    {
        ValueAxis axis = new(rows.SelectMany(row => row.Value.IsTooFew ? [row.Value.Mean] : new[] { row.Value.Low, row.Value.High, row.Value.Mean }).Concat(marksZero ? [0.0] : []));
        html.Element("div", "plot", () =>
        {
            foreach (Row row in rows)
            {
                html.Element("div", "label", row.Label);
                html.Element("div", "strip", () => WriteStrip(html, row, axis, marksZero));
                html.Element("div", row.CssClass is null ? "numbers" : $"numbers {row.CssClass}", row.Text);
            }

            html.Element("div", "label", "");
            axis.Write(html);
        });
    }

    private static void WriteStrip(HtmlBuilder html, Row row, ValueAxis axis, bool marksZero)
        => html.Element("svg", [("viewBox", $"0 0 {Width} {Height}"), ("preserveAspectRatio", "none"), ("role", "img"), ("aria-label", $"{row.Label}: {row.Text}")], () =>
        {
            foreach (double tick in axis.Ticks())
            {
                Vertical(html, "grid", axis.Place(tick));
            }

            if (marksZero)
            {
                Vertical(html, "zero", axis.Place(0));
            }

            if (!row.Value.IsTooFew)
            {
                Horizontal(html, "interval", axis.Place(row.Value.Low), axis.Place(row.Value.High), row.CssClass);
            }

            // A dot is a line without length and round ends: a circle would be stretched with the strip.
            Horizontal(html, "dot", axis.Place(row.Value.Mean), axis.Place(row.Value.Mean), row.CssClass);
        });

    private static void Vertical(HtmlBuilder html, string cssClass, double place)
        => html.Shape("line", ("class", cssClass), ("x1", place * Width), ("x2", place * Width), ("y1", 0.0), ("y2", Height));

    private static void Horizontal(HtmlBuilder html, string cssClass, double from, double to, string? verdict)
        => html.Shape("line", ("class", verdict is null ? cssClass : $"{cssClass} {verdict}"), ("x1", from * Width), ("x2", to * Width), ("y1", Height / 2), ("y2", Height / 2));
}
