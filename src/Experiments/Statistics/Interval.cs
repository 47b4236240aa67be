namespace ReCorD.Experiments.Statistics;

/// <summary>An estimate and how far it can be trusted.</summary>
/// <param name="Mean">Mean of the sample.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Values it rests on.</param>
public readonly record struct Interval(double Mean, double Low, double High, int Count)
{
    /// <summary>Whether the whole interval lies on one side of zero: a difference that chance hardly explains.</summary>
    public bool ExcludesZero => Count > 1 && (Low > 0 || High < 0);
}
