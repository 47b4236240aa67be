namespace ReCorD.Agents.Runs;

/// <summary>The rounds of a run with a critic. The rest of the run's record tells of the kept one.</summary>
/// <param name="Kept">Number of the round whose picture is the result, counted from 1.</param>
/// <param name="Items">All rounds, in order.</param>
/// <param name="Warnings">What the user should know of the rounds as a whole.</param>
public sealed record RoundsRecord(int Kept, IReadOnlyList<RoundRecord> Items, IReadOnlyList<string> Warnings)
{
    /// <summary>The round without a critic's help.</summary>
    public RoundRecord First() => Items[0];

    /// <summary>The round whose picture is the result.</summary>
    public RoundRecord Result() => Items.FirstOrDefault(round => round.Number == Kept) ?? Items[0];
}
