using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Lets a model that drives the run ask for more candidates where none of the first shows the action.</summary>
public sealed class AddCandidatesTool(SceneSession session) : SceneTool(session)
{
    /// <summary>Most candidates of one call.</summary>
    public const int MaximumAtOnce = 8;

    public override string Name => ToolNames.AddCandidates;

    protected override Delegate Method => RunAsync;

    [Description("Makes more candidates from other seeds and returns the new ones as images; they are numbered after those that there are. For when no candidate shows the pose of the action. Slow: costs the steps of a candidate for each.")]
    private async Task<IReadOnlyList<AIContent>> RunAsync(
        [AIParameterName("seed_offsets"), Description("Which seeds, counted from the run's first one: 1 to 8 whole numbers up to 63. The first candidates have the offsets from 0 on, so take greater ones.")] int[] seedOffsets,
        CancellationToken cancellationToken)
    {
        if (seedOffsets is not { Length: >= 1 and <= MaximumAtOnce })
        {
            return ToolReply.Mend($"seed_offsets has {seedOffsets?.Length ?? 0} numbers; give 1 to {MaximumAtOnce}.");
        }

        if (SeedOffsets.Check(Session, seedOffsets) is { } problem)
        {
            return ToolReply.Mend(problem);
        }

        if (Session.Candidates.Count + seedOffsets.Length > SceneSettings.MaximumCandidates)
        {
            return ToolReply.Mend($"There are {Session.Candidates.Count} candidates, and a run has at most {SceneSettings.MaximumCandidates}; choose among them.");
        }

        if (Session.Budget?.Refuse(seedOffsets.Length * Session.Settings.CandidateSteps) is { } refusal)
        {
            return ToolReply.Mend(refusal);
        }

        int before = Session.Candidates.Count;
        await SceneWork.AddCandidatesAsync(Session, [.. seedOffsets.Select(offset => Session.Settings.Seed + offset)], cancellationToken).ConfigureAwait(false);
        return CandidateList.Of(Session, [.. Session.Candidates.Skip(before)]);
    }
}
