using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Methods.Official;

namespace ReCorD.Diffusion.Methods;

/// <summary>The named variants of ReCorD.</summary>
public static class RecordProfiles
{
    /// <summary>The paper's intent, with the faults of the official code mended: conditional rows only, a real overlap mask, the check on.</summary>
    public static RecordProfile Default { get; } = new() { Name = "default" };

    /// <summary>The equations as written: self-attention after step gamma = 5 of 50, columns swapped in every step, 1 - A_m on the unscaled map, gradient steps of any length, sampled with DDIM.</summary>
    public static RecordProfile Paper { get; } = new()
    {
        Name = "paper", Scheduler = "ddim", SwapShare = 1, SelfStart = 0.1, SelfEnd = 1, MaskNormalisation = MaskNormalisation.None, OverlapTokens = OverlapTokens.All, MinimumStep = 0, MaximumStep = double.PositiveInfinity,
    };

    /// <summary>The official code for Stable Diffusion 2, fault for fault.</summary>
    public static RecordProfile OfficialSd { get; } = Official(OfficialRelease.Sd);

    /// <summary>The official code for SDXL, fault for fault.</summary>
    public static RecordProfile OfficialSdxl { get; } = Official(OfficialRelease.Sdxl);

    private static readonly SortedDictionary<string, RecordProfile> ByName = new(
        new[] { Default, Paper, OfficialSd, OfficialSdxl }.ToDictionary(profile => profile.Name), StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <exception cref="GenerationException">No profile has that name; the message lists those there are.</exception>
    public static RecordProfile Get(string name)
        => ByName.TryGetValue(name, out RecordProfile? profile)
            ? profile
            : throw new GenerationException($"There is no profile '{name}'. Known profiles: {string.Join(", ", Names)}.");

    /// <summary>
    /// No change check (no overlap is greater than 1), gradient steps of any length, half of the maps dropped, and the controller's own clock;
    /// SwapShare, SelfStart, SelfEnd, OverlapTokens and MaskNormalisation are of no account, since the controller has its own rules.
    /// </summary>
    private static RecordProfile Official(OfficialRelease release) => new()
    {
        Name = release.Name, Scheduler = "ddim", AttentionResolution = release.AttentionResolution, GuidedShare = release.GuidedShare, CorrectionStrength = release.CorrectionStrength,
        MinimumStep = 0, MaximumStep = double.PositiveInfinity, SelfResolution = release.SelfResolution, OverlapResolution = release.MaskResolution,
        GuidanceMaps = MapSelection.SecondHalf, SmallBoxes = SmallBoxes.LeaveOut, ObjectTokens = ObjectTokens.LastWordByCount, NoiseDraw = release.NoiseDraw,
        AttentionReading = AttentionReading.LastButOneStep, ChangeThreshold = 1,
        EditSchedule = context => new OfficialEdits(
            release, OfficialClock.For(release, context.Steps, context.HasBox),
            new OfficialPrompt(
                TokenAlignment.Align(context.Intransitive.RealIds, context.Full.RealIds, context.Tokens), Math.Max(context.Intransitive.Count, context.Full.Count), context.ObjectTokens.Start)),
    };
}
