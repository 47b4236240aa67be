using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReCorD.Compute.Imaging;

namespace ReCorD.Plugins.Layout;

/// <summary>
/// Reads boxes as chat models write them when they do not keep to x1, y1, x2, y2 in whole numbers. What can only mean one thing is
/// read, and said; what could mean two is refused with the reason:
/// <list type="bullet">
/// <item>whole numbers as text or with a fraction: rounded;</item>
/// <item>edges by other names (left, top, right, bottom; xmin, ymin, xmax, ymax): taken over;</item>
/// <item>four numbers in a list or a text: in the order that the tools ask for, unless that gives no box;</item>
/// <item>edges as shares of the picture, from 0 to 1: times 512;</item>
/// <item>x, y with width and height: refused, as x and y may be a corner or the centre.</item>
/// </list>
/// </summary>
public static partial class BoxReader
{
    private const string Wanted = "Give {\"x1\", \"y1\", \"x2\", \"y2\"}: left, upper, right and lower edge as whole numbers from 0 to 512.";

    /// <summary>Characters of four numbers with names and brackets; a longer text is something else, and is not searched.</summary>
    private const int LongestText = 100;

    private static readonly string[] Edges = ["x1", "y1", "x2", "y2"];

    private static readonly string[][] OtherNames = [["left", "top", "right", "bottom"], ["xmin", "ymin", "xmax", "ymax"], ["x_min", "y_min", "x_max", "y_max"]];

    private static readonly string[] Sizes = ["w", "h", "width", "height"];

    /// <param name="value">What the model wrote.</param>
    /// <returns>The box as it should have been written, with a note on how it was read; or the reason why it cannot be read. Both notes are null for a box that is as it should be.</returns>
    public static BoxReading Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(value),
        JsonValueKind.Array => ReadList([.. value.EnumerateArray().Select(Number)], "a list"),
        JsonValueKind.String => ReadText(value.GetString()!),
        _ => BoxReading.Refused($"{value.GetRawText()} is no box. {Wanted}"),
    };

    private static BoxReading ReadText(string text)
    {
        if (text.TrimStart().StartsWith('{'))
        {
            return ReadObjectInText(text);
        }

        // Long blanks between numbers would have the search try every way to share them out.
        string single = string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        if (single.Length > LongestText)
        {
            return BoxReading.Refused($"The text is no box. {Wanted}");
        }

        Match match = FourNumbers().Match(single);
        return match.Success
            ? ReadList([.. match.Groups["n"].Captures.Select(capture => (double?)double.Parse(capture.Value, CultureInfo.InvariantCulture))], "a text")
            : BoxReading.Refused($"The text holds no four numbers. {Wanted}");
    }

    private static BoxReading ReadObjectInText(string text)
    {
        try
        {
            using JsonDocument inner = JsonDocument.Parse(text);
            BoxReading read = ReadObject(inner.RootElement);
            return read == BoxReading.AsAsked ? new BoxReading(inner.RootElement.Clone(), "It was read from a text.", null) : read;
        }
        catch (JsonException)
        {
            return BoxReading.Refused($"The text is no box. {Wanted}");
        }
    }

    private static BoxReading ReadList(double?[] numbers, string form)
    {
        if (numbers.Length != 4 || numbers.Any(number => number is null))
        {
            return BoxReading.Refused($"A box has four numbers. {Wanted}");
        }

        double[] edges = [.. numbers.Select(number => number!.Value)];
        return edges[2] <= edges[0] || edges[3] <= edges[1]
            ? BoxReading.Refused($"Read as x1, y1, x2, y2 these numbers give no box, and whether they are x, y, width, height cannot be told. {Wanted}")
            : Scale(edges, $"It was read from {form}, in the order x1, y1, x2, y2.");
    }

    private static BoxReading ReadObject(JsonElement box)
    {
        if (Find(box, Edges) is { } edges)
        {
            bool asAsked = Edges.All(edge => box.GetProperty(edge) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out _));
            return asAsked ? BoxReading.AsAsked : Scale(edges, null);
        }

        foreach (string[] names in OtherNames)
        {
            if (Find(box, names) is { } named)
            {
                return Scale(named, $"Its edges were read from {string.Join(", ", names)}.");
            }
        }

        return Sizes.Any(size => box.TryGetProperty(size, out _))
            ? BoxReading.Refused($"x, y, width and height could mean a corner or a centre. {Wanted}")
            : BoxReading.Refused($"The edges are not all there. {Wanted}");
    }

    private static double[]? Find(JsonElement box, string[] names)
    {
        double?[] numbers = [.. names.Select(name => box.TryGetProperty(name, out JsonElement value) ? Number(value) : null)];
        return numbers.Any(number => number is null) ? null : [.. numbers.Select(number => number!.Value)];
    }

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => number,
        _ => null,
    };

    /// <summary>On the canvas; no box of ours is so small that all its edges lie within one unit.</summary>
    private static BoxReading Scale(double[] edges, string? note)
    {
        bool areShares = edges.All(edge => edge is >= 0 and <= 1);
        double factor = areShares ? Box.ReferenceSize : 1;
        if (edges.Any(edge => Math.Abs(edge * factor) > int.MaxValue))
        {
            return BoxReading.Refused($"An edge is far outside the canvas. {Wanted}");
        }

        JsonObject read = [];
        foreach ((string name, double edge) in Edges.Zip(edges))
        {
            read[name] = (int)Math.Round(edge * factor);
        }

        string scaled = areShares ? " Its numbers from 0 to 1 were taken as shares of the canvas." : "";
        return new BoxReading(JsonSerializer.SerializeToElement(read), $"{note ?? "Its numbers were rounded."}{scaled}", null);
    }

    [GeneratedRegex(@"^[\s\[\(]*(?:(?:[xy][12]\s*[=:]\s*)?(?<n>-?\d+(?:\.\d+)?)\s*(?:,|;|\s|$|[\]\)])\s*){4}[\s\]\)]*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FourNumbers();
}
