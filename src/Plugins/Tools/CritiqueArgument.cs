using System.ComponentModel;

namespace ReCorD.Plugins.Tools;

/// <summary>The answer to one question as chat models write it.</summary>
public sealed record CritiqueArgument(
    [property: Description("From 0, not at all, to 1, wholly.")] double Score,
    [property: Description("What in the picture says so, in one sentence.")] string Reason);
