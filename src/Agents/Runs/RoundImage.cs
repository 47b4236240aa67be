using ReCorD.Compute.Imaging;

namespace ReCorD.Agents.Runs;

/// <summary>The picture of one round.</summary>
/// <param name="Number">The round, counted from 1.</param>
/// <param name="Image">Its picture.</param>
public sealed record RoundImage(int Number, RgbImage Image);
