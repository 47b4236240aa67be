using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Takes the pose agent's answer.</summary>
public sealed class SubmitPoseChoiceTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.SubmitPoseChoice;

    protected override Delegate Method => Run;

    [Description("Answers which candidate shows the pose of the action best. The only way to answer.")]
    private IReadOnlyList<AIContent> Run(
        [AIParameterName("candidate_index"), Description("Number of the chosen candidate, from 0.")] int candidateIndex,
        [Description("Why, in a few sentences: what the pose of each candidate shows and what the action needs.")] string reasoning)
    {
        string? mistake = Find(candidateIndex, out string problem) is null ? problem
            : string.IsNullOrWhiteSpace(reasoning) ? "reasoning is empty; say in a few sentences why this candidate was chosen."
            : null;
        if (mistake is not null)
        {
            Session.PoseSubmission.Reject(mistake);
            return ToolReply.Mend(mistake);
        }

        Session.PoseSubmission.Accept(new PoseChoice(candidateIndex, reasoning.Trim()));
        return ToolReply.Of(new AcceptedReply(true));
    }
}

/// <summary>Says that an answer was taken.</summary>
internal sealed record AcceptedReply(bool Accepted);
