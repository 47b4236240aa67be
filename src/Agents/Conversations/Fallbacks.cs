using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Conversations;

/// <summary>What is done where an agent gave no valid answer. Each use is a warning and stands in the run record.</summary>
internal static class Fallbacks
{
    /// <summary>The first candidate goes on.</summary>
    public static void KeepFirstCandidate(SceneSession session)
    {
        Submission<PoseChoice> submission = session.PoseSubmission;
        if (submission.Value is null)
        {
            string reason = Reason(submission.Attempts, submission.LastProblem, "the first candidate is kept");
            submission.Settle(new PoseChoice(0, ""), reason);
            session.Warn(PoseWarning(reason));
        }
    }

    /// <summary>The object stays where it is. Without a known place the layout is given up and nothing is corrected.</summary>
    public static void KeepPresentBox(SceneSession session)
    {
        Submission<LayoutChoice> submission = session.LayoutSubmission;
        if (submission.Value is not null)
        {
            return;
        }

        string reason = Reason(submission.Attempts, submission.LastProblem, "the object stays where it is");
        if (session.Chosen?.ObjectBox is { } present)
        {
            submission.Settle(new LayoutChoice(present, new Dictionary<string, string>(), ""), reason);
        }
        else
        {
            submission.GiveUp(reason);
        }

        session.Warn(LayoutWarning(reason));
    }

    /// <summary>How the user is told of a fallback's reason.</summary>
    public static string PoseWarning(string reason) => "Pose selection: " + reason;

    /// <summary>How the user is told of a fallback's reason.</summary>
    public static string LayoutWarning(string reason) => "Layout: " + reason;

    /// <summary>Why there is no answer, and what is done instead.</summary>
    /// <param name="attempts">Answers that were not valid.</param>
    /// <param name="problem">What was wrong with the last one; null: nobody said.</param>
    /// <param name="consequence">What is done; a clause without a full stop.</param>
    public static string Reason(int attempts, string? problem, string consequence) => (attempts, problem) switch
    {
        (0, null) => $"no answer was given; {consequence}.",
        (0, _) => $"no answer was given; {consequence}. {problem}",
        _ => $"no valid answer in {attempts} {(attempts == 1 ? "attempt" : "attempts")}; {consequence}. Last problem: {problem ?? "none stated."}",
    };
}
