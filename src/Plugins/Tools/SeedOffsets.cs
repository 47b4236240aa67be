using System.Globalization;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>The rules for seeds that models may name: by their distance from the run's first one.</summary>
internal static class SeedOffsets
{
    private const int Greatest = SceneSettings.MaximumCandidates - 1;

    /// <summary>What is wrong with the offsets; null where nothing is.</summary>
    public static string? Check(SceneSession session, IReadOnlyList<int> offsets)
    {
        long first = session.Settings.Seed;
        long furthest = Math.Min(Greatest, long.MaxValue - first);
        foreach (int offset in offsets)
        {
            if (offset < 0 || offset > furthest)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Seed offset {offset} is out of range; choose from {session.Settings.Candidates} to {furthest}.");
            }

            if (offset < session.Settings.Candidates)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Seed offset {offset} is that of candidate {offset}; choose from {session.Settings.Candidates} to {furthest}.");
            }

            if (session.Candidates.FirstOrDefault(candidate => candidate.Seed == first + offset) is { } taken)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Seed offset {offset} is that of candidate {taken.Index} already; choose another.");
            }
        }

        return offsets.Distinct().Count() < offsets.Count ? "A seed offset is named twice; name each once." : null;
    }
}
