namespace ReCorD.Diffusion.Methods.Official;

/// <summary>
/// When the official controller does what. Its clock counts calls of the UNet, not steps, and its rules were written for two calls a step: a
/// gradient pass, which is even, and the edited pass behind it, which is odd. That holds for guided steps only. Without a box every step is one
/// call, so that even steps go unedited.
/// </summary>
/// <param name="release">The release whose rules are followed.</param>
/// <param name="guidedSteps"><c>max_iter_to_alter</c>.</param>
/// <param name="selfSteps">Steps, from the first, in which self-attention is replaced.</param>
/// <param name="hasBox">Whether there is a box, and so gradient passes and a mask.</param>
public sealed class OfficialClock(OfficialRelease release, int guidedSteps, int selfSteps, bool hasBox)
{
    /// <summary>The clock of a run with so many steps.</summary>
    public static OfficialClock For(OfficialRelease release, int steps, bool hasBox)
    {
        ArgumentNullException.ThrowIfNull(release);
        return new OfficialClock(release, (int)Math.Round(release.GuidedShare * steps), (int)(release.SelfShare * steps), hasBox);
    }

    /// <summary>The call, from 0, in which a step predicts its noise; a guided step's gradient pass is the call before it.</summary>
    public int EditedCall(int step) => !hasBox ? step : step < guidedSteps ? (2 * step) + 1 : step + guidedSteps;

    /// <summary>What happens in a call, counted from 0.</summary>
    public OfficialCall At(int call)
    {
        bool guiding = call < 2 * guidedSteps, odd = call % 2 == 1, borrows = guiding && odd;
        return new OfficialCall(
            // The first of these two limits should be the second: it counts steps where the clock counts calls.
            ConditionalHalfOnly: call < guidedSteps && odd,
            Swaps: borrows,
            ReplacesSelf: borrows && call / 2 < selfSteps,
            Damps: hasBox && call >= release.FirstDampedCall && (borrows || (release.DampsAfterGuiding && !guiding)),
            BuildsMask: hasBox && !odd && call + 1 < 2 * guidedSteps);
    }
}
