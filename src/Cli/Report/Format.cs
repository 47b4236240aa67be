using System.Globalization;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Report;

/// <summary>Numbers for people.</summary>
internal static class Format
{
    /// <summary>A share as whole percent.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    /// <summary>Two decimals.</summary>
    public static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>As many decimals as it has, at most four.</summary>
    public static string Short(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

    /// <summary>Edges in 512-space.</summary>
    public static string Box(Box box) => string.Join(", ", box.ToReference());
}
