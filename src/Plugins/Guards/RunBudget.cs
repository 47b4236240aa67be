using System.Globalization;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Guards;

/// <summary>
/// What is left of a run's limits. Steps are asked for before they are drawn, and those that complete a run are held back: whatever a model
/// does, the run ends with a picture within its steps. Calls and time end the conversation, never a picture that is being drawn.
/// </summary>
public sealed class RunBudget
{
    private readonly SceneSession session;
    private readonly RunLimits limits;
    private readonly long start;
    private readonly double drawnBefore;
    private TimeSpan charged;

    internal RunBudget(SceneSession session, RunLimits limits)
    {
        this.session = session;
        this.limits = limits;
        start = session.Services.Time.GetTimestamp();
        drawnBefore = Drawn;
        MaximumSteps = limits.MaximumSteps ?? 2 * PlainSteps(session.Settings);
    }

    public int MaximumSteps { get; }

    public int MaximumCalls => limits.MaximumCalls;

    public TimeSpan MaximumTime => TimeSpan.FromSeconds(limits.MaximumSeconds);

    public int CallsLeft => Math.Max(0, MaximumCalls - session.ToolCalls);

    /// <summary>Steps that may still be asked for.</summary>
    public int StepsLeft => Math.Max(0, MaximumSteps - session.StepsDrawn - HeldBack);

    /// <summary>Of the conversation; negative where it is over its time.</summary>
    public TimeSpan TimeLeft => MaximumTime - session.Services.Time.GetElapsedTime(start) + TimeSpan.FromSeconds(Drawn - drawnBefore) - charged;

    /// <summary>What is used up, as <c>100 tool calls</c>; null where the conversation may go on.</summary>
    public string? UsedUp =>
        CallsLeft == 0 ? string.Create(CultureInfo.InvariantCulture, $"{MaximumCalls} tool calls")
        : TimeLeft <= TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{limits.MaximumSeconds:0.#} seconds")
        : null;

    /// <summary>Counts time of the conversation that did not pass on the clock, such as what an answer took that is replayed.</summary>
    public void Charge(TimeSpan waited) => charged += waited;

    /// <summary>Fewest steps in which a run with these settings comes to a picture: the candidates and one correction.</summary>
    public static int LeastSteps(SceneSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return (settings.Candidates * settings.CandidateSteps) + settings.Steps;
    }

    /// <summary>Why work of so many steps may not be done, as an answer to the model; null where it may.</summary>
    public string? Refuse(int steps) => steps <= StepsLeft
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"This takes {steps} denoising steps, but the budget has {StepsLeft} left. {WayOut(session)}");

    /// <summary>What a model whose budget is used up can still do.</summary>
    internal static string WayOut(SceneSession session) => session.Branches.Any(branch => branch.IsComplete)
        ? $"Call {ToolNames.Finish} with the best branch, or go on with what costs nothing."
        : $"Go on with what costs nothing: {ToolNames.SubmitPoseChoice}, {ToolNames.SubmitLayout}, and {ToolNames.CorrectInteraction}, whose steps are held back.";

    /// <summary>Seconds of the stages of the run, without the conversation itself, which becomes one when it is over.</summary>
    private double Drawn => session.Timings.Where(stage => stage.Key != SceneStages.Planner).Sum(stage => stage.Value);

    private static int PlainSteps(SceneSettings settings) => LeastSteps(settings) + (settings.MaximumTrials * settings.EffectiveTrialSteps);

    /// <summary>What the program needs to come to a picture; nothing where there is one already.</summary>
    private int HeldBack => session.Branches.Any(branch => branch.IsComplete)
        ? 0
        : session.Settings.Steps + (Math.Max(0, session.Settings.Candidates - session.Candidates.Count) * session.Settings.CandidateSteps);
}
