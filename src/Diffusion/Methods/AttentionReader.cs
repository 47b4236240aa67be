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
        keptStep = LastButOne(loop.Request.Steps);
        shownStep = loop.HasRoughSteps ? keptStep : LastButOne(loop.Steps);
        Kept = begun;
        // Where one step's maps alone are read, those of an early end are not those of the whole picture.
        Shown = reading == AttentionReading.EveryStep || shownStep == keptStep ? begun : begun.Empty();
    }

    /// <summary>What the result shows.</summary>
    public AttentionAverage Shown { get; private set; }

    /// <summary>What a run that goes on from this one's end begins with.</summary>
    public AttentionAverage Kept { get; }

    /// <summary>Goes on with rough steps, of which a run that goes on knows nothing.</summary>
    public void BeginRoughSteps() => Shown = Kept.Copy();

    /// <summary>Takes the maps of a call.</summary>
    /// <param name="step">Its step, counted from 0.</param>
    /// <param name="stride">Steps that it stands for.</param>
    /// <param name="pass">Says which rows there are.</param>
    /// <param name="maps">The maps of all rows.</param>
    public void Read(int step, int stride, RecordPass pass, float[] maps)
    {
        if (reading == AttentionReading.EveryStep)
        {
            Shown.Add(maps, stride, pass.Full.Conditional);
        }
        else if (Covers(shownStep) || Covers(keptStep))
        {
            (Covers(shownStep) ? Shown : Kept).Add(maps, weight: 1, [.. Enumerable.Range(0, pass.Rows)]);
        }

        bool Covers(int wanted) => step <= wanted && wanted < step + stride;
    }

    private static int LastButOne(int steps) => Math.Max(0, steps - 2);
}
