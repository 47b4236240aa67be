using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Candidates as tools answer them: what was found in each, then the pictures in the same order.</summary>
internal sealed record CandidateList(IReadOnlyList<CandidateSummary> Candidates, int? StepsLeft)
{
    public static IReadOnlyList<AIContent> Of(SceneSession session, IReadOnlyList<SceneCandidate> candidates) => ToolReply.Of(
        new CandidateList([.. candidates.Select(CandidateSummary.From)], session.Budget?.StepsLeft),
        candidates.Select(candidate => ToolReply.Picture(session.Services.Encoder, candidate.Image, $"candidate {candidate.Index}")));
}

/// <summary>What was found in a candidate.</summary>
internal sealed record CandidateSummary(int CandidateIndex, bool PersonFound, BoxArgument? PersonBox, BoxArgument? ObjectBox)
{
    public static CandidateSummary From(SceneCandidate candidate) => new(
        candidate.Index, candidate.Pose is not null,
        candidate.Pose is { } pose ? BoxArgument.From(pose.PersonBox) : null,
        candidate.ObjectBox is { } box ? BoxArgument.From(box) : null);
}
