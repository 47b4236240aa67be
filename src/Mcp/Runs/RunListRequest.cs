using System.ComponentModel;

namespace ReCorD.Mcp.Runs;

/// <summary>How many runs to list.</summary>
internal sealed record RunListRequest
{
    public const int Most = 100;

    public const int Usual = 10;

    [Description("Runs to list, 1 to 100 (default 10).")]
    public int? Count { get; init; }
}
