namespace ReCorD.Plugins.Scenes;

/// <summary>
/// One way through a run: a candidate, a place for the object, and the picture that came of both. A run has one; a model that drives it may
/// start others, of which one is kept.
/// </summary>
public sealed class SceneBranch
{
    private readonly List<LayoutTrial> trials = [];
    private readonly List<string> warnings = [];

    internal SceneBranch(int index, int maximumAttempts)
    {
        Index = index;
        PoseSubmission = new Submission<PoseChoice>(maximumAttempts);
        LayoutSubmission = new Submission<LayoutChoice>(maximumAttempts);
    }

    /// <summary>Counted from 0.</summary>
    public int Index { get; }

    public Submission<PoseChoice> PoseSubmission { get; }

    public Submission<LayoutChoice> LayoutSubmission { get; }

    public IReadOnlyList<LayoutTrial> Trials => trials;

    public ChangeCheck? ChangeCheck { get; internal set; }

    public SceneCorrection? Correction { get; internal set; }

    /// <summary>What the user should know if this branch is kept.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Its picture is there: corrected, or left as it was because the object is in place.</summary>
    public bool IsComplete => Correction is not null || ChangeCheck is { Corrected: false };

    /// <summary>An answer used up its attempts, so that it cannot be completed any more.</summary>
    public bool IsStuck => (PoseSubmission.IsClosed && PoseSubmission.Value is null) || (LayoutSubmission.IsClosed && LayoutSubmission.Value is null);

    internal void Add(LayoutTrial trial) => trials.Add(trial);

    internal void Warn(string message) => warnings.Add(message);
}

/// <summary>What came of a branch.</summary>
/// <param name="ShareInside">Share of the object's attention inside its box, in [0, 1].</param>
/// <param name="IntersectionOverUnion">Of the located object and its box.</param>
public sealed record BranchMeasures(double ShareInside, double IntersectionOverUnion)
{
    /// <summary>Mean of both, by which branches are compared where nobody chose.</summary>
    public double Score => (ShareInside + IntersectionOverUnion) / 2;
}
