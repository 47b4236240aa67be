using System.Globalization;
using ReCorD.Cli.Report;

namespace ReCorD.Cli.Experiments.Report.Drawing;

/// <summary>A horizontal scale with round numbers on its ticks.</summary>
internal sealed class ValueAxis
{
    private const int MostSteps = 5;

    private readonly double _step;

    /// <summary>A scale that holds all values.</summary>
    public ValueAxis(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(double.IsFinite).DefaultIfEmpty(0)];
        double low = all.Min(), high = all.Max();
        double span = Math.Max(high - low, Math.Max(Math.Abs(high), 1e-3) * 0.1);
        _step = Nice(span / MostSteps);
        Low = Math.Floor(low / _step) * _step;
        High = Math.Ceiling(high / _step) * _step;
        if (High <= Low)
        {
            High = Low + _step;
        }
    }

    public double Low { get; }

    public double High { get; }

    /// <summary>Place of a value in [0, 1] along the scale.</summary>
    public double Place(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);

    /// <summary>The values of the ticks.</summary>
    public IReadOnlyList<double> Ticks() => [.. Enumerable.Range(0, (int)Math.Round((High - Low) / _step) + 1).Select(i => Low + (i * _step))];

    /// <summary>The numbers below a plot, as text that keeps its size however wide the plot is.</summary>
    public void Write(HtmlBuilder html) => html.Element("div", "axis", () =>
    {
        foreach (double tick in Ticks())
        {
            html.Element("span", [("style", string.Create(CultureInfo.InvariantCulture, $"left:{Place(tick) * 100:0.##}%"))], () => html.Text(tick.ToString("0.####", CultureInfo.InvariantCulture)));
        }
    });

    /// <summary>The next of 1, 2, 2.5, 5 or 10 times a power of ten.</summary>
    private static double Nice(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 2.5, 5, 10 }.First(step => step * power >= value * 0.9999) * power;
    }
}
