using System.Globalization;
using ReCorD.Agents.Conversations;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Planning;

/// <summary>Goes on where a planner left a run open: from what there is, and with an open warning.</summary>
internal static class PlannerFallback
{
    /// <summary>
    /// Keeps the best picture where there is one. Otherwise the pipeline does the rest; a model that failed or used up its budget is asked
    /// nothing more, and fallbacks take the place of its answers.
    /// </summary>
    public static async Task CompleteAsync(SceneSession session, PlannerEnd end, CancellationToken cancellationToken)
    {
        if (end == PlannerEnd.Finished)
        {
            return;
        }

        string reason = Reason(session, end);
        SceneBranch[] complete = [.. session.Branches.Where(branch => branch.IsComplete)];
        if (complete.Length > 0)
        {
            SceneBranch best = complete.MaxBy(branch => session.MeasuresOf(branch)!.Score)!;
            session.Keep(best, null);
            session.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"The planner did not finish: {reason}. {(complete.Length == 1 ? "Its picture is kept" : $"Of its {complete.Length} pictures, that of branch {best.Index} is kept, in which the object lies best in its box")}."));
            return;
        }

        session.Warn($"The planner did not bring the run to a picture: {reason}. The rest followed the pipeline.");
        if (end is PlannerEnd.BudgetUsedUp or PlannerEnd.Unanswered or PlannerEnd.Failed)
        {
            await SceneWork.MakeCandidatesAsync(session, cancellationToken).ConfigureAwait(false);
            Fallbacks.KeepFirstCandidate(session);
            Fallbacks.KeepPresentBox(session);
        }
    }

    private static string Reason(SceneSession session, PlannerEnd end) => end switch
    {
        PlannerEnd.BudgetUsedUp => $"it used up its {session.Budget!.UsedUp} and went on",
        PlannerEnd.Unanswered => "it gave no answer in time",
        PlannerEnd.Failed => "its chat model failed",
        _ when session.PoseSubmission.LastProblem is { } problem => $"its answers could not be used ({problem.TrimEnd('.')})",
        _ when session.LayoutSubmission.LastProblem is { } problem => $"its answers could not be used ({problem.TrimEnd('.')})",
        _ => "it stopped without calling finish",
    };
}
