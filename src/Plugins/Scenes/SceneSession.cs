using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Guards;

namespace ReCorD.Plugins.Scenes;

/// <summary>
/// The state of one run: what was asked, what was made and what was decided. Tools and pipeline act on it one after another;
/// it is not safe for use from several threads at once.
/// </summary>
public sealed class SceneSession
{
    private readonly List<SceneCandidate> candidates = [];
    private readonly List<SceneBranch> branches = [];
    private readonly List<string> warnings = [];
    private readonly Dictionary<int, SceneCandidate> previews = [];
    private readonly List<string> candidateWarnings = [];
    private readonly SortedDictionary<string, double> timings = new(StringComparer.Ordinal);

    public SceneSession(InteractionPrompt prompt, SceneSettings settings, SceneServices services)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(services);
        Prompt = prompt;
        Settings = settings;
        Services = services;
        Branch = new SceneBranch(0, settings.MaximumAttempts);
        branches.Add(Branch);
        Budget = settings.Limits is { } limits ? new RunBudget(this, limits) : null;
        CritiqueSubmission = new Submission<Critique>(settings.MaximumAttempts);
    }

    public InteractionPrompt Prompt { get; }

    public SceneSettings Settings { get; }

    public SceneServices Services { get; }

    /// <summary>In order of their index; empty before they were made.</summary>
    public IReadOnlyList<SceneCandidate> Candidates => candidates;

    /// <summary>The branch that is worked on, and at the end the one that is kept.</summary>
    public SceneBranch Branch { get; private set; }

    /// <summary>In the order in which they were started; only the last may be incomplete.</summary>
    public IReadOnlyList<SceneBranch> Branches => branches;

    public Submission<PoseChoice> PoseSubmission => Branch.PoseSubmission;

    public Submission<LayoutChoice> LayoutSubmission => Branch.LayoutSubmission;

    public Submission<Critique> CritiqueSubmission { get; }

    /// <summary>Where the scene stands in a run of several rounds.</summary>
    public RoundContext Round { get; init; } = RoundContext.Single;

    /// <summary>Strength of this scene's correction.</summary>
    public double Strength => Settings.CorrectionStrength ?? Round.ProfileStrength;

    /// <summary>The finished picture and what was found in it; null before <see cref="SceneWork.ExamineFinal"/>.</summary>
    public SceneCandidate? Final { get; internal set; }

    /// <summary>How well the object of the finished picture lies where it should; null before <see cref="SceneWork.ExamineFinal"/>.</summary>
    public FinalMeasures? Measures { get; internal set; }

    /// <summary>The candidate that was chosen; null before.</summary>
    public SceneCandidate? Chosen => ChosenIn(Branch);

    public IReadOnlyList<LayoutTrial> Trials => Branch.Trials;

    public ChangeCheck? ChangeCheck
    {
        get => Branch.ChangeCheck;
        internal set => Branch.ChangeCheck = value;
    }

    public SceneCorrection? Correction
    {
        get => Branch.Correction;
        internal set => Branch.Correction = value;
    }

    /// <summary>In one sentence, what the model that drove the run did; null where none did or it did not say.</summary>
    public string? Summary { get; private set; }

    /// <summary>What is left to a model that drives the run; null where none does.</summary>
    public RunBudget? Budget { get; }

    /// <summary>What the user should know, without repeats: of the run in the order it came up, then of the branch.</summary>
    public IReadOnlyList<string> Warnings => [.. warnings, .. Branch.Warnings.Except(warnings)];

    /// <summary>Seconds by stage; a stage that ran twice holds the sum.</summary>
    public IReadOnlyDictionary<string, double> Timings => timings;

    /// <summary>Rows that went forward through the UNet so far; the gradient steps of a correction come on top.</summary>
    public int UNetRows { get; private set; }

    /// <summary>Tool calls so far, refused ones included.</summary>
    public int ToolCalls { get; private set; }

    /// <summary>Denoising steps so far, all pictures together.</summary>
    public int StepsDrawn { get; private set; }

    /// <summary>The picture so far: corrected, else chosen, else the first candidate; null before any was made.</summary>
    public RgbImage? CurrentImage => ImageOf(Branch) ?? candidates.FirstOrDefault()?.Image;

    /// <summary>The candidate of a branch; null where none was chosen in it.</summary>
    public SceneCandidate? ChosenIn(SceneBranch branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        return branch.PoseSubmission.Value is { } choice ? candidates[choice.Index] : null;
    }

    /// <summary>The picture of a branch so far: corrected, else chosen; null where none was chosen in it.</summary>
    public RgbImage? ImageOf(SceneBranch branch) => ChosenIn(branch) is { } chosen ? branch.Correction?.Image ?? chosen.Image : null;

    /// <summary>How well the object lies in its box at the end of a branch; null where the branch has no picture yet.</summary>
    public BranchMeasures? MeasuresOf(SceneBranch branch) => ChosenIn(branch) is not { } chosen || !branch.IsComplete
        ? null
        : branch.Correction is { } correction
            ? new BranchMeasures(correction.ShareAfter, correction.IouAfter)
            : new BranchMeasures(chosen.ObjectAttention?.ShareInside(branch.LayoutSubmission.Value!.Box) ?? 0, branch.ChangeCheck!.IntersectionOverUnion);

    /// <summary>Starts another branch from a candidate. A place for the object that the user gave holds in it too.</summary>
    /// <exception cref="InvalidOperationException">The present branch can still be completed.</exception>
    public SceneBranch StartBranch(PoseChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        if (!Branch.IsComplete && !Branch.IsStuck)
        {
            throw new InvalidOperationException("The present branch has no picture yet.");
        }

        Submission<LayoutChoice> present = LayoutSubmission;
        Branch = new SceneBranch(branches.Count, Settings.MaximumAttempts);
        branches.Add(Branch);
        PoseSubmission.Accept(choice);
        if (present.IsGiven)
        {
            LayoutSubmission.Restore(present.Value, 0, null);
        }

        return Branch;
    }

    /// <summary>Keeps a branch as the run's result.</summary>
    /// <param name="branch">One of <see cref="Branches"/>.</param>
    /// <param name="summary">What was done, by the model that chose the branch; null where none did.</param>
    public void Keep(SceneBranch branch, string? summary)
    {
        ArgumentNullException.ThrowIfNull(branch);
        Branch = branch;
        Summary = summary;
    }

    /// <summary>Adds a warning once and tells the observer.</summary>
    public void Warn(string message)
    {
        if (!warnings.Contains(message, StringComparer.Ordinal))
        {
            warnings.Add(message);
            Services.Observer.Observe(new RunWarned(message));
        }
    }

    /// <summary>Runs a stage and keeps its time; the observer hears of its end only if it ended well.</summary>
    /// <param name="stage">Name in events and in <see cref="Timings"/>.</param>
    /// <param name="steps">Steps it will take, 0 if not known.</param>
    /// <param name="work">The stage.</param>
    public async Task<T> RunStageAsync<T>(string stage, int steps, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Services.Observer.Observe(new StageStarted(stage, steps));
        long start = Services.Time.GetTimestamp();
        T result = await work().ConfigureAwait(false);
        double seconds = Services.Time.GetElapsedTime(start).TotalSeconds;
        timings[stage] = timings.GetValueOrDefault(stage) + seconds;
        Services.Observer.Observe(new StageFinished(stage, seconds));
        return result;
    }

    /// <summary>Takes over candidates that were made elsewhere in place of generated ones, for scenes whose poses and boxes are known.</summary>
    /// <param name="known">As many as the settings ask for, numbered from 0 in order.</param>
    /// <exception cref="InvalidOperationException">The session has candidates already.</exception>
    /// <exception cref="ArgumentException">Another number of candidates, or numbered otherwise.</exception>
    public void RestoreCandidates(IReadOnlyList<SceneCandidate> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (candidates.Count > 0)
        {
            throw new InvalidOperationException("The session has candidates already.");
        }

        if (known.Count != Settings.Candidates || known.Where((candidate, index) => candidate.Index != index).Any())
        {
            throw new ArgumentException($"Expected {Settings.Candidates} candidates numbered from 0 in order, but found the numbers {string.Join(", ", known.Select(candidate => candidate.Index))}.", nameof(known));
        }

        candidates.AddRange(known);
    }

    /// <summary>A scene for the next round of the same run, in which nothing is decided yet.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="round">Its place in the run.</param>
    /// <param name="keepCandidates">Whether it takes over the candidates as they were made, and what they gave cause to warn of.</param>
    public SceneSession Next(SceneSettings settings, RoundContext round, bool keepCandidates)
    {
        SceneSession next = new(Prompt, settings, Services) { Round = round };
        if (keepCandidates)
        {
            next.candidates.AddRange(candidates.Select(candidate => previews.GetValueOrDefault(candidate.Index, candidate)));
            next.warnings.AddRange(candidateWarnings);
            next.candidateWarnings.AddRange(candidateWarnings);
        }

        return next;
    }

    internal void Add(SceneCandidate candidate) => candidates.Add(candidate);

    /// <summary>Warns of something that the making of candidates brought up.</summary>
    internal void WarnOfCandidates(string message)
    {
        Warn(message);
        candidateWarnings.Add(message);
    }

    /// <summary>Puts the finished picture in the place of its preview.</summary>
    internal void Replace(SceneCandidate candidate)
    {
        previews.TryAdd(candidate.Index, candidates[candidate.Index]);
        candidates[candidate.Index] = candidate;
    }

    internal void CountToolCall() => ToolCalls++;

    internal void Count(GenerationResult result, int steps)
    {
        UNetRows += result.UNetRows;
        StepsDrawn += steps;
    }

    /// <summary>Adds a warning that holds only if the present branch is kept, and tells the observer.</summary>
    internal void WarnOfBranch(string message)
    {
        Branch.Warn(message);
        Services.Observer.Observe(new RunWarned(message));
    }
}
