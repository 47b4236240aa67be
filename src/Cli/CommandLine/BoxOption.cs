using System.CommandLine;
using System.Globalization;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.CommandLine;

/// <summary>An option that holds a box as <c>x1,y1,x2,y2</c> on a canvas of 512 x 512, as ReCorD's papers and code state boxes.</summary>
internal static class BoxOption
{
    public static Option<Box?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "x1,y1,x2,y2",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (TryParse(text, out Box box, out string problem))
            {
                return box;
            }

            result.AddError($"{name} {problem}");
            return null;
        },
    };

    /// <summary>Reads a box; <paramref name="problem"/> continues a sentence that begins with the option's name.</summary>
    public static bool TryParse(string text, out Box box, out string problem)
    {
        box = default;
        problem = "";
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        double[] edges = new double[4];
        if (parts.Length != 4 || !parts.Select((part, i) => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i])).All(ok => ok))
        {
            problem = $"expects four numbers x1,y1,x2,y2 on a 512 x 512 canvas, as in 120,300,220,400, but found '{text}'.";
            return false;
        }

        if (!edges.All(edge => edge is >= 0 and <= Box.ReferenceSize))
        {
            problem = $"must lie inside the picture, each edge from 0 to {Box.ReferenceSize}, but found '{text}'.";
            return false;
        }

        if (edges[0] >= edges[2] || edges[1] >= edges[3])
        {
            problem = $"needs x1 < x2 and y1 < y2 (left, top, right, bottom) but found '{text}'.";
            return false;
        }

        box = Box.FromPixels(edges[0], edges[1], edges[2], edges[3]);
        return true;
    }
}
