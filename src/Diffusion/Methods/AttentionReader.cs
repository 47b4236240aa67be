namespace ReCorD.Diffusion.Methods;

/// <summary>Collects the maps of a run that its result shows, as the profile's <see cref="AttentionReading"/> says.</summary>
internal sealed class AttentionReader
{
    private readonly AttentionReading reading;
    private readonly int shownStep;
    private readonly int keptStep;

    /// <param name="reading">Which steps are read.</param>
    /// <param name="loop">The steps of this run.</param>
    /// <param name="begun">What the run that this one goes on with has kept; empty at the beginning. Owned from now on.</param>
    public AttentionReader(AttentionReading reading, DenoisingLoop loop, AttentionAverage begun)
    {
        this.reading = reading;
        (shownStep, keptStep) = (LastButOne(loop.Steps), LastButOne(loop.Request.Steps));
        Kept = begun;
        // Where one step's maps alone are read, those of an early end are not those of the whole picture.
        Shown = reading == AttentionReading.EveryStep || shownStep == keptStep ? begun : begun.Empty();
    }

    /// <summary>What the result shows.</summary>
    public AttentionAverage Shown { get; }

    /// <summary>What a run that goes on from this one's end begins with.</summary>
    public AttentionAverage Kept { get; }

    /// <summary>Takes the maps of a step, counted from 0.</summary>
    public void Read(int step, RecordPass pass, float[] maps)
    {
        if (reading == AttentionReading.EveryStep)
        {
            Shown.Add(maps, pass.Full.Conditional);
        }
        else if (step == shownStep || step == keptStep)
        {
            (step == shownStep ? Shown : Kept).Add(maps, [.. Enumerable.Range(0, pass.Rows)]);
        }
    }

    private static int LastButOne(int steps) => Math.Max(0, steps - 2);
}
