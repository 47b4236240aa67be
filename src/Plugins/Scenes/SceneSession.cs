using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Events;

namespace ReCorD.Plugins.Scenes;

/// <summary>
/// The state of one run: what was asked, what was made and what was decided. Tools and pipeline act on it one after another;
/// it is not safe for use from several threads at once.
/// </summary>
public sealed class SceneSession
{
    private readonly List<SceneCandidate> candidates = [];
    private readonly List<LayoutTrial> trials = [];
    private readonly List<string> warnings = [];
    private readonly SortedDictionary<string, double> timings = new(StringComparer.Ordinal);

    public SceneSession(InteractionPrompt prompt, SceneSettings settings, SceneServices services)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(services);
        Prompt = prompt;
        Settings = settings;
        Services = services;
        PoseSubmission = new Submission<PoseChoice>(settings.MaximumAttempts);
        LayoutSubmission = new Submission<LayoutChoice>(settings.MaximumAttempts);
    }

    public InteractionPrompt Prompt { get; }

    public SceneSettings Settings { get; }

    public SceneServices Services { get; }

    /// <summary>In order of their index; empty before they were made.</summary>
    public IReadOnlyList<SceneCandidate> Candidates => candidates;

    public Submission<PoseChoice> PoseSubmission { get; }

    public Submission<LayoutChoice> LayoutSubmission { get; }

    /// <summary>The candidate that was chosen; null before.</summary>
    public SceneCandidate? Chosen => PoseSubmission.Value is { } choice ? candidates[choice.Index] : null;

    public IReadOnlyList<LayoutTrial> Trials => trials;

    public ChangeCheck? ChangeCheck { get; internal set; }

    public SceneCorrection? Correction { get; internal set; }

    /// <summary>What the user should know, without repeats, in the order it came up.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Seconds by stage; a stage that ran twice holds the sum.</summary>
    public IReadOnlyDictionary<string, double> Timings => timings;

    /// <summary>Rows that went forward through the UNet so far; the gradient steps of a correction come on top.</summary>
    public int UNetRows { get; private set; }

    /// <summary>The picture so far: corrected, else chosen, else the first candidate; null before any was made.</summary>
    public RgbImage? CurrentImage => Correction?.Image ?? Chosen?.Image ?? candidates.FirstOrDefault()?.Image;

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

    internal void Add(SceneCandidate candidate) => candidates.Add(candidate);

    /// <summary>Puts the finished picture in the place of its preview.</summary>
    internal void Replace(SceneCandidate candidate) => candidates[candidate.Index] = candidate;

    internal void Count(GenerationResult result) => UNetRows += result.UNetRows;

    internal void Add(LayoutTrial trial) => trials.Add(trial);
}
