namespace ReCorD.Diffusion.Schedulers;

/// <summary>The words of <c>final_sigmas_type</c>, which several schedulers read.</summary>
internal static class FinalSigmas
{
    /// <summary>Whether a run ends at the training's least noise; else it ends at none.</summary>
    public static IReadOnlyDictionary<string, bool> EndsAtLeast { get; } = new Dictionary<string, bool>(StringComparer.Ordinal) { ["zero"] = false, ["sigma_min"] = true };
}
