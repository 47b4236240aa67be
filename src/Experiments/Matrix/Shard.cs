using System.Globalization;

namespace ReCorD.Experiments.Matrix;

/// <summary>A part of an experiment for one of several machines: every so many tests.</summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">Number of parts.</param>
public sealed record Shard(int Number, int Count)
{
    public const int LargestCount = 1000;

    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Whether a test belongs to the part. Items of one test stay together, since they are compared with each other.</summary>
    /// <param name="test">Number of the test, from 0.</param>
    public bool Holds(int test) => test % Count == Number - 1;

    /// <summary>Reads <c>2/8</c>.</summary>
    public static bool TryParse(string text, out Shard shard)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        bool ok = Part(parts[0], out int number) & Part(parts[^1], out int count) && parts.Length == 2 && number >= 1 && number <= count && count <= LargestCount;
        shard = ok ? new Shard(number, count) : Whole;
        return ok;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static bool Part(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
