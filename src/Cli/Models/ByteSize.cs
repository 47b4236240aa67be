using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ReCorD.Cli.Models;

/// <summary>Sizes of files, as people write and read them: a number of bytes, or with KB, MB or GB (powers of 1000).</summary>
internal static partial class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000)];

    /// <summary>An option that holds a size of at least one byte.</summary>
    public static Option<long?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (Parse(text) is { } bytes)
            {
                return bytes;
            }

            result.AddError($"{name} expects a size such as 2GB, 500MB or 1000000 (bytes) but found '{text}'.");
            return null;
        },
    };

    /// <summary>Null where the text is no size, or none from 1 byte to 1000 TB.</summary>
    public static long? Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success || !double.TryParse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            return null;
        }

        string unit = match.Groups["unit"].Value.ToUpperInvariant();
        double bytes = Math.Floor(number * (unit is "" or "B" ? 1 : Units.First(known => known.Unit == unit).Bytes));
        return bytes is >= 1 and <= 1e15 ? (long)bytes : null;
    }

    /// <summary>With three digits or so: <c>3.44 GB</c>.</summary>
    public static string Format(long bytes)
    {
        (string unit, long size) = Units.FirstOrDefault(known => bytes >= known.Bytes, ("bytes", 1));
        return string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / size:0.##} {unit}");
    }

    [GeneratedRegex(@"\A(?<number>[0-9]{1,15}(?:\.[0-9]{1,9})?) ?(?<unit>B|KB|MB|GB)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
