using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Makes the coarse candidates of the run and shows them.</summary>
public sealed class GenerateCandidatesTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.GenerateCandidates;

    protected override Delegate Method => RunAsync;

    [Description("Makes the candidate pictures of the prompt, each from its own seed, and returns all of them as images in order of their number. Call it once, first. Slow: costs the steps of a candidate for each.")]
    private async Task<IReadOnlyList<AIContent>> RunAsync(CancellationToken cancellationToken)
    {
        // A call that was cancelled half way is taken up where it stopped.
        if (Session.Candidates.Count < Session.Settings.Candidates)
        {
            await SceneWork.MakeCandidatesAsync(Session, cancellationToken).ConfigureAwait(false);
        }

        return CandidateList.Of(Session, Session.Candidates);
    }
}
