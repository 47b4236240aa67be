using System.Globalization;
using ReCorD.Cli.Report;

namespace ReCorD.Cli.Experiments.Report.Drawing;

/// <summary>How often values fall into equal parts of a scale.</summary>
internal static class Histogram
{
    private const double Width = 1000, Height = 100;

    private const int Bins = 20;

    /// <param name="html">Where to write.</param>
    /// <param name="label">What is counted.</param>
    /// <param name="values">The values.</param>
    /// <param name="axis">The scale, the same for all that are compared.</param>
    /// <param name="highest">Count of the highest bar of all that are compared.</param>
    public static void Write(HtmlBuilder html, string label, IReadOnlyCollection<double> values, ValueAxis axis, int highest)
    {
        int[] counts = Count(values, axis);
        html.Element("div", "histogram", () =>
        {
            html.Element("p", "quiet", label);
            html.Element("svg", [("viewBox", $"0 0 {Width} {Height}"), ("preserveAspectRatio", "none"), ("role", "img"), ("aria-label", $"{label}: {values.Count.ToString(CultureInfo.InvariantCulture)} values")], () =>
            {
                html.Shape("line", ("class", "grid"), ("x1", 0.0), ("x2", Width), ("y1", Height), ("y2", Height));
                foreach ((int bin, int count) in counts.Index().Where(entry => entry.Item > 0))
                {
                    double height = Height * count / highest;
                    html.Shape("rect", ("class", "bar"), ("x", (bin * Width / Bins) + 2), ("width", (Width / Bins) - 4), ("y", Height - height), ("height", height));
                }
            });
            axis.Write(html);
        });
    }

    /// <summary>Values in each part; the last one holds its upper end too.</summary>
    public static int[] Count(IEnumerable<double> values, ValueAxis axis)
    {
        int[] counts = new int[Bins];
        foreach (double value in values)
        {
            counts[Math.Min(Bins - 1, (int)(axis.Place(value) * Bins))]++;
        }

        return counts;
    }
}
