using System.Globalization;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>The choices of a run without which its agents would have been asked something else: each changes the text or the candidates' pictures.</summary>
/// <param name="Prompt">The text as typed.</param>
/// <param name="Model">The diffusion model as given; the same weights may have another name elsewhere.</param>
/// <param name="Seed">Of the first candidate.</param>
/// <param name="Candidates">Their number.</param>
/// <param name="Steps">Denoising steps.</param>
public sealed record RecordedRun(string Prompt, string Model, long Seed, int Candidates, int Steps)
{
    /// <summary>Where another run cannot ask the same, as <c>the seed is 3, not 4</c>, this one's value first; empty where it may. Models are not compared.</summary>
    public IEnumerable<string> DifferencesFrom(RecordedRun other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new (string What, string Own, string Other)[]
        {
            ("the sentence", $"\"{Prompt}\"", $"\"{other.Prompt}\""), ("the seed", Text(Seed), Text(other.Seed)), ("the number of candidates", Text(Candidates), Text(other.Candidates)), ("the number of steps", Text(Steps), Text(other.Steps)),
        }.Where(value => value.Own != value.Other).Select(value => $"{value.What} is {value.Own}, not {value.Other}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
