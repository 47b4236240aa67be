using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Makes the coarse candidates of the run and shows them.</summary>
public sealed class GenerateCandidatesTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.GenerateCandidates;

    protected override Delegate Method => RunAsync;

    [Description("Makes the candidate pictures of the prompt, each from its own seed, and returns all of them as images in order of their number. Call it once, first. Slow.")]
    private async Task<IReadOnlyList<AIContent>> RunAsync(CancellationToken cancellationToken)
    {
        // A call that was cancelled half way is taken up where it stopped.
        if (Session.Candidates.Count < Session.Settings.Candidates)
        {
            await SceneWork.MakeCandidatesAsync(Session, cancellationToken).ConfigureAwait(false);
        }

        CandidateSummary[] summaries = [.. Session.Candidates.Select(CandidateSummary.From)];
        return ToolReply.Of(
            new CandidateList(summaries),
            Session.Candidates.Select(candidate => ToolReply.Picture(Session.Services.Encoder, candidate.Image, $"candidate {candidate.Index}")));
    }

    private sealed record CandidateList(IReadOnlyList<CandidateSummary> Candidates);

    private sealed record CandidateSummary(int CandidateIndex, bool PersonFound, BoxArgument? PersonBox, BoxArgument? ObjectBox)
    {
        public static CandidateSummary From(SceneCandidate candidate) => new(
            candidate.Index, candidate.Pose is not null,
            candidate.Pose is { } pose ? BoxArgument.From(pose.PersonBox) : null,
            candidate.ObjectBox is { } box ? BoxArgument.From(box) : null);
    }
}
