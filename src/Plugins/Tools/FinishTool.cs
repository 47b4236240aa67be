using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Takes the last word of a model that drives the run: which branch is the result, and what was done.</summary>
public sealed class FinishTool(SceneSession session) : SceneTool(session)
{
    /// <summary>Most characters of the summary: a long sentence.</summary>
    public const int LongestSummary = 400;

    public override string Name => ToolNames.Finish;

    protected override Delegate Method => Run;

    [Description("Ends the run: says which branch is the result and sums up in one sentence. The only way to end. The branch must have its picture, made by correct_interaction. Costs nothing and is allowed whatever the budget.")]
    private IReadOnlyList<AIContent> Run(
        [AIParameterName("branch_index"), Description("Number of the branch whose picture is kept, as correct_interaction told it; 0 where there is only one.")] int branchIndex,
        [Description("What was done and what the picture shows now, in one sentence.")] string summary)
    {
        SceneBranch[] complete = [.. Session.Branches.Where(branch => branch.IsComplete)];
        if (Array.Find(complete, branch => branch.Index == branchIndex) is not { } kept)
        {
            return ToolReply.Mend(string.Create(
                CultureInfo.InvariantCulture,
                $"There is no branch {branchIndex} with a picture; branches with one: {string.Join(", ", complete.Select(branch => branch.Index))}."));
        }

        if (string.IsNullOrWhiteSpace(summary) || summary.Length > LongestSummary)
        {
            return ToolReply.Mend($"summary has {summary?.Length ?? 0} characters; sum up in one sentence of at most {LongestSummary}.");
        }

        Session.Keep(kept, summary.Trim());
        return ToolReply.Of(new AcceptedReply(true));
    }
}
