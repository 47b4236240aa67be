using ReCorD.Agents.Runs;
using ReCorD.Cli.Results;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Overlays;

namespace ReCorD.Cli.Report;

/// <summary>What the report is made from: the record, and the pictures as PNG files.</summary>
internal sealed class ReportContent(RunRecord record, byte[] image, IReadOnlyList<byte[]> candidates, IPngCodec codec, IReadOnlyList<byte[]>? branches = null)
{
    private static readonly Dictionary<string, string> NoTexts = [];

    public RunRecord Record { get; } = record;

    /// <summary>The final picture as a data address.</summary>
    public string Image { get; } = DataAddress(image);

    /// <summary>The candidates as data addresses, in the record's order.</summary>
    public IReadOnlyList<string> Candidates { get; } = [.. candidates.Select(DataAddress)];

    /// <summary>A planner's pictures as data addresses, in the order of its record; empty where there were not several or they were not drawn.</summary>
    public IReadOnlyList<string> Branches { get; } = [.. (branches ?? []).Select(DataAddress)];

    /// <summary>PNG files of the rounds' pictures by their numbers; those that were not drawn are missing.</summary>
    public Dictionary<int, byte[]> RoundFiles { private get; init; } = [];

    /// <summary>The picture of a round as a data address; null where it was not drawn.</summary>
    public string? Round(int number) => RoundFiles.TryGetValue(number, out byte[]? file) ? DataAddress(file) : null;

    /// <summary>The chosen candidate before correction; null where there are no candidates.</summary>
    public string? Before => Candidates.Count == 0 ? null : Candidates[Math.Clamp(Record.PoseChoice?.Index ?? 0, 0, Candidates.Count - 1)];

    /// <summary>Record of the chosen candidate.</summary>
    public CandidateRecord? Chosen => Record.Candidates.FirstOrDefault(candidate => candidate.Index == (Record.PoseChoice?.Index ?? 0));

    /// <summary>A heat map as a data address, scaled so that <paramref name="maximum"/> is the brightest colour; null for a map without cells.</summary>
    public string? HeatAddress(ScalarMap map, double maximum) => map.Values.Length == 0
        ? null
        : DataAddress(codec.Encode(HeatMap.Colour(map, new HeatMapOptions { Low = 0, High = (float)maximum }), NoTexts));

    private static string DataAddress(byte[] png) => $"data:image/png;base64,{Convert.ToBase64String(png)}";
}
