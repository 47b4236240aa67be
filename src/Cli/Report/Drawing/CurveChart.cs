using System.Globalization;

namespace ReCorD.Cli.Report.Drawing;

/// <summary>Curves over the steps, as SVG with axis labels. Colours come from the style sheet: <c>series-0</c>, <c>series-1</c> …</summary>
internal static class CurveChart
{
    private const double Width = 640, Height = 260, Left = 52, Right = 16, Top = 14, Bottom = 34;

    /// <summary>One curve: its name, and a value for each step.</summary>
    public sealed record Series(string Name, IReadOnlyList<double> Values);

    public static void Write(HtmlBuilder html, IReadOnlyList<int> steps, IReadOnlyList<Series> series, string description)
    {
        double top = NiceTop(series.SelectMany(one => one.Values).Where(double.IsFinite).DefaultIfEmpty(1).Max());
        html.Element("div", "legend", () =>
        {
            foreach ((int index, Series one) in series.Index())
            {
                html.Element("span", $"key series-{index}", one.Name.Replace('_', ' '));
            }
        });
        html.Element("svg", [("class", "chart"), ("viewBox", $"0 0 {Width} {Height}"), ("role", "img"), ("aria-label", description)], () =>
        {
            WriteGrid(html, top);
            WriteSteps(html, steps);
            foreach ((int index, Series one) in series.Index())
            {
                WriteCurve(html, steps, one, index, top);
            }
        });
    }

    private static void WriteGrid(HtmlBuilder html, double top)
    {
        for (int line = 0; line <= 4; line++)
        {
            double value = top * line / 4;
            html.Shape("line", ("class", "grid"), ("x1", Left), ("x2", Width - Right), ("y1", Y(value, top)), ("y2", Y(value, top)));
            Label(html, Left - 6, Y(value, top) + 4, "end", value.ToString("0.##", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteSteps(HtmlBuilder html, IReadOnlyList<int> steps)
    {
        int every = Math.Max(1, (int)Math.Ceiling(steps.Count / 8.0));
        for (int index = 0; index < steps.Count; index += every)
        {
            Label(html, X(index, steps.Count), Height - 10, "middle", steps[index].ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteCurve(HtmlBuilder html, IReadOnlyList<int> steps, Series series, int index, double top)
    {
        IEnumerable<string> points = series.Values.Select((value, step) => string.Create(
            CultureInfo.InvariantCulture, $"{X(step, steps.Count):0.#},{Y(double.IsFinite(value) ? value : 0, top):0.#}"));
        html.Shape("polyline", ("class", $"curve series-{index}"), ("points", string.Join(' ', points)));
    }

    private static void Label(HtmlBuilder html, double x, double y, string anchor, string text)
        => html.Element("text", [("x", x), ("y", y), ("text-anchor", anchor)], () => html.Text(text));

    private static double X(int index, int count) => Left + ((Width - Left - Right) * (count <= 1 ? 0.5 : (double)index / (count - 1)));

    private static double Y(double value, double top) => Height - Bottom - ((Height - Top - Bottom) * value / top);

    /// <summary>The next of 1, 2, 4, 5, 8 or 10 times a power of ten, so that quarters of it are short numbers.</summary>
    private static double NiceTop(double maximum)
    {
        if (maximum <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(maximum)));
        return new double[] { 1, 2, 4, 5, 8, 10 }.First(step => step * power >= maximum * 0.9999) * power;
    }
}
