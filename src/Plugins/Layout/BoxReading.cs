using System.Text.Json;

namespace ReCorD.Plugins.Layout;

/// <summary>What became of a box that a model wrote.</summary>
/// <param name="Box">The box in the form that was asked for; null where it already was in it, or could not be read.</param>
/// <param name="Note">How it was read; null where there is nothing to say.</param>
/// <param name="Problem">Why it cannot be read; null where it can.</param>
public sealed record BoxReading(JsonElement? Box, string? Note, string? Problem)
{
    /// <summary>The box is as it should be.</summary>
    public static BoxReading AsAsked { get; } = new(null, null, null);

    internal static BoxReading Refused(string problem) => new(null, null, problem);
}
