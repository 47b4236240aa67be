using ReCorD.Plugins.Guards;

namespace ReCorD.Plugins.Scenes;

/// <summary>What a run may do, complete with defaults.</summary>
public sealed record SceneSettings
{
    /// <summary>Most candidates of a run, and one more than the furthest seed from the first: all of them are shown to models.</summary>
    public const int MaximumCandidates = 64;

    /// <summary>Seed of the first candidate; candidate i uses seed + i.</summary>
    public required long Seed { get; init; }

    /// <summary>Pictures to choose from, at least 1. Default 5, as in the paper.</summary>
    public int Candidates { get; init; } = 5;

    /// <summary>Seeds of candidates beyond those, as a planner added them in a run that is repeated. Default: none.</summary>
    public IReadOnlyList<long> AddedSeeds { get; init; } = [];

    /// <summary>Denoising steps of every picture. Default 50.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>
    /// Candidates are paused after this many steps and show about where they would end; only the chosen one goes on. Null: all are drawn to the end.
    /// </summary>
    public int? PreviewStep { get; init; }

    /// <summary>Long steps that lead from <see cref="PreviewStep"/> to about the end of each candidate; 0: the picture predicted at that step is shown. Default 10.</summary>
    public int RoughSteps { get; init; } = 10;

    /// <summary>Scheduler by its word or diffusers class. Null: the profile's, where it has one, else the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Steps that nothing edits are computed whole every so many steps (DeepCache). Default 1: all.</summary>
    public int CacheInterval { get; init; } = 1;

    /// <summary>Classifier-free guidance scale. Default 7.5.</summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>Strength of the correction's gradient steps. Null: the profile's.</summary>
    public double? CorrectionStrength { get; init; }

    /// <summary>What the picture should not show. Default: empty.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Old and new object box with a greater intersection over union than this are left alone. Default 0.7.</summary>
    public double ChangeThreshold { get; init; } = 0.7;

    /// <summary>Guided steps of a layout trial. Null: a fifth of <see cref="Steps"/>, at least 3.</summary>
    public int? TrialSteps { get; init; }

    /// <summary>Layout trials a model may ask for in one run; with 0 it is not offered any. Default 3.</summary>
    public int MaximumTrials { get; init; } = 3;

    /// <summary>Answers an agent may give before the fallback is used. Default 3.</summary>
    public int MaximumAttempts { get; init; } = 3;

    /// <summary>What a model that drives the run may use. Null: no limits, as where a program drives it.</summary>
    public RunLimits? Limits { get; init; }

    /// <summary>Whether candidates are previews.</summary>
    internal bool HasPreviews => PreviewStep < Steps;

    /// <summary>Seeds of all candidates in their order.</summary>
    internal IEnumerable<long> Seeds => Enumerable.Range(0, Candidates).Select(index => Seed + index).Concat(AddedSeeds);

    /// <summary>Steps of each candidate, rough ones too.</summary>
    internal int CandidateSteps => HasPreviews ? Math.Max(1, PreviewStep!.Value) + Math.Min(RoughSteps, Steps - PreviewStep.Value) : Steps;

    internal int EffectiveTrialSteps => Math.Clamp(TrialSteps ?? Math.Max(3, Steps / 5), 1, Steps);
}
