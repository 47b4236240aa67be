namespace ReCorD.Plugins.Events;

/// <summary>Something that happened in a run, in the order it happened.</summary>
public abstract record RunEvent;

/// <summary>A stage began. A run's stages: <c>prompt</c>, <c>candidates</c>, <c>pose-selection</c>, <c>layout</c>, <c>layout-trial</c> and <c>seed-preview</c> (within another), <c>correction</c> or, where the candidates were previews, <c>finish</c>, <c>planner</c>, <c>critique</c>; programs add their own, such as loading.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Steps">Steps it will take, all candidates together; 0 where that is not known beforehand.</param>
public sealed record StageStarted(string Stage, int Steps) : RunEvent;

/// <summary>A step of a stage ended.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Completed">Steps done so far, counted from 1.</param>
/// <param name="Steps">Steps in all; 0 where that is not known.</param>
public sealed record StageStepped(string Stage, int Completed, int Steps) : RunEvent;

/// <summary>A stage ended well.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Seconds">Wall time it took, stages within it included.</param>
public sealed record StageFinished(string Stage, double Seconds) : RunEvent;

/// <summary>It is decided where the networks run.</summary>
/// <param name="Device">As <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Precision"><c>single</c> or <c>half</c>.</param>
/// <param name="Rejected">Devices that were tried before and do not work here, with the reasons; empty where the user named the device.</param>
public sealed record DeviceChosen(string Device, string Precision, IReadOnlyDictionary<string, string> Rejected) : RunEvent;

/// <summary>The prompt agent read the text.</summary>
/// <param name="Sentence">What the diffusion model is asked for.</param>
/// <param name="Interactions">How many interactions were found; the first of the sentence is corrected.</param>
public sealed record PromptRead(string Sentence, int Interactions) : RunEvent;

/// <summary>A round of a run with a critic began.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Total">Rounds that there may be.</param>
/// <param name="Change">What it does otherwise than the one before, as <c>other_seeds</c>; <c>none</c> for the first.</param>
/// <param name="Reason">Why; empty for the first.</param>
public sealed record RoundStarted(int Number, int Total, string Change, string Reason) : RunEvent;

/// <summary>A round's picture was judged.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Score">The critic's, in [0, 1]; null where it gave none.</param>
/// <param name="Accepted">Whether the picture is good enough.</param>
public sealed record RoundFinished(int Number, double? Score, bool Accepted) : RunEvent;

/// <summary>A tool was called by a chat model.</summary>
/// <param name="Agent">Which agent's conversation: prompt, pose-selection, layout, planner or critic.</param>
/// <param name="Tool">The tool's name as the model wrote it.</param>
/// <param name="Arguments">What it was called with, as JSON.</param>
public sealed record ToolCalled(string Agent, string Tool, string Arguments) : RunEvent;

/// <summary>A request to a chat model failed for a reason that may pass, and is about to be sent again.</summary>
/// <param name="Agent">Whose request.</param>
/// <param name="Provider">The provider by its name in the configuration.</param>
/// <param name="Attempt">Which repeat it will be, from 1.</param>
/// <param name="DelaySeconds">Seconds until then.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record ChatRetried(string Agent, string Provider, int Attempt, double DelaySeconds, string Reason) : RunEvent;

/// <summary>Something the user should know; the run goes on.</summary>
/// <param name="Message">One sentence or two.</param>
public sealed record RunWarned(string Message) : RunEvent;
