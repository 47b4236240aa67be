using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Takes the critic's answer. A change that would repeat a round, or change nothing, is sent back.</summary>
public sealed class SubmitCritiqueTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.SubmitCritique;

    protected override Delegate Method => Run;

    [Description("Answers the five questions about the final picture and says whether it is accepted, else what the next round is to change. The only way to answer.")]
    private IReadOnlyList<AIContent> Run(
        [Description("Is the person doing what the verb says?")] CritiqueArgument action,
        [AIParameterName("object"), Description("Is the object there, and recognisable?")] CritiqueArgument thing,
        [Description("Is the object where the action needs it, touching what it should touch?")] CritiqueArgument contact,
        [Description("Is there exactly one person and one object of those that were asked for?")] CritiqueArgument single,
        [Description("Is the picture free of missing, doubled or melted parts?")] CritiqueArgument clean,
        [Description("Whether the picture is good enough as it is.")] bool accepted,
        [Description("none where accepted; else other_seeds, other_candidate, move_box, stronger, weaker or negative_prompt.")] string change = RoundChangeKinds.None,
        [AIParameterName("change_reason"), Description("Why this change should help.")] string changeReason = "",
        [AIParameterName("candidate_index"), Description("For other_candidate: its number, from 0.")] int? candidateIndex = null,
        [AIParameterName("object_box"), Description("For move_box: where the object is to be.")] BoxArgument? objectBox = null,
        [AIParameterName("negative_prompt"), Description("For negative_prompt: what the picture should not show, in a few English words.")] string? negativePrompt = null)
    {
        if (Session.CritiqueSubmission.Value is not null)
        {
            return ToolReply.Mend("The critique was already given; nothing more is needed.");
        }

        (string Question, CritiqueArgument? Answer)[] answers =
        [
            (CritiqueQuestions.Action, action), (CritiqueQuestions.Object, thing), (CritiqueQuestions.Contact, contact),
            (CritiqueQuestions.Single, single), (CritiqueQuestions.Clean, clean),
        ];
        RoundChange asked = new(change ?? RoundChangeKinds.None, (changeReason ?? "").Trim(), candidateIndex, objectBox?.ToBox(), negativePrompt?.Trim());
        string[] problems = [.. answers.SelectMany(pair => CheckAnswer(pair.Question, pair.Answer)), .. RoundChangeCheck.Check(Session, accepted, asked)];
        if (problems.Length > 0)
        {
            Session.CritiqueSubmission.Reject(string.Join(" ", problems));
            return ToolReply.Mend(Session.CritiqueSubmission.LastProblem!);
        }

        CritiqueAnswer[] given = [.. answers.Select(pair => new CritiqueAnswer(pair.Question, pair.Answer!.Score, pair.Answer.Reason.Trim()))];
        Session.CritiqueSubmission.Accept(new Critique(given, accepted, RoundChangeCheck.OnlyWhatItNeeds(asked)));
        return ToolReply.Of(new AcceptedReply(true));
    }

    private static IEnumerable<string> CheckAnswer(string question, CritiqueArgument? answer)
    {
        if (answer is null)
        {
            yield return $"{question} is missing; give {{score, reason}}.";
            yield break;
        }

        if (!(answer.Score >= 0 && answer.Score <= 1))
        {
            yield return $"{question}: the score must be from 0 to 1.";
        }

        if (string.IsNullOrWhiteSpace(answer.Reason))
        {
            yield return $"{question}: the reason is empty; say what in the picture says so.";
        }
    }
}
