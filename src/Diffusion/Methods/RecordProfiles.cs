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

    private static readonly SortedDictionary<string, RecordProfile> ByName = new(StringComparer.Ordinal) { [Default.Name] = Default, [Paper.Name] = Paper };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <exception cref="GenerationException">No profile has that name; the message lists those there are.</exception>
    public static RecordProfile Get(string name)
        => ByName.TryGetValue(name, out RecordProfile? profile)
            ? profile
            : throw new GenerationException($"There is no profile '{name}'. Known profiles: {string.Join(", ", Names)}.");
}
