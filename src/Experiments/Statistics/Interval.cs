namespace ReCorD.Experiments.Statistics;

/// <summary>An estimate and how far it can be trusted.</summary>
/// <param name="Mean">Mean of the sample.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Values it rests on.</param>
public readonly record struct Interval(double Mean, double Low, double High, int Count)
{
    /// <summary>
    /// Fewest tests on which an interval of 95 % says anything. A bootstrap of fewer values hardly leaves their range and is too narrow; and even if all of five
    /// pairs differ in the same direction, a sign test gives p = 2 / 2^5 = 0.06, six give 0.03.
    /// </summary>
    public const int FewestTests = 6;

    /// <summary>Whether there are values enough for <see cref="Low"/> and <see cref="High"/> to mean something.</summary>
    public bool IsTooFew => Count < FewestTests;

    /// <summary>Whether the whole interval lies on one side of zero: a difference that chance hardly explains. Never, where there are too few values.</summary>
    public bool ExcludesZero => !IsTooFew && (Low > 0 || High < 0);
}
