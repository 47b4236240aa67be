using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Lets a model that drives the run look at a seed before it spends a whole candidate on it.</summary>
public sealed class PreviewSeedTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.PreviewSeed;

    protected override Delegate Method => RunAsync;

    [Description("Runs the first steps of another seed and shows the clean picture predicted there, with the boxes of person and object. Makes no candidate and decides nothing; add_candidates draws the seed to its end. Layout and pose form before detail. Slow: costs as many steps as it runs.")]
    private async Task<IReadOnlyList<AIContent>> RunAsync(
        [AIParameterName("seed_offset"), Description("Which seed, counted from the run's first one, up to 63. The first candidates have the offsets from 0 on, so take a greater one.")] int seedOffset,
        [Description("Denoising steps to run, from 1 to those of the run.")] int steps,
        CancellationToken cancellationToken)
    {
        if (SeedOffsets.Check(Session, [seedOffset]) is { } problem)
        {
            return ToolReply.Mend(problem);
        }

        if (steps < 1 || steps > Session.Settings.Steps)
        {
            return ToolReply.Mend($"steps is {steps}; choose from 1 to {Session.Settings.Steps}.");
        }

        if (Session.Budget?.Refuse(steps) is { } refusal)
        {
            return ToolReply.Mend(refusal);
        }

        SceneCandidate seen = await SceneWork.PreviewSeedAsync(Session, seedOffset, steps, cancellationToken).ConfigureAwait(false);
        PreviewReply reply = new(
            seedOffset, steps, seen.Pose is not null, seen.Pose is { } pose ? BoxArgument.From(pose.PersonBox) : null,
            seen.ObjectBox is { } box ? BoxArgument.From(box) : null, Session.Budget?.StepsLeft);
        return ToolReply.Of(reply, ToolReply.Picture(Session.Services.Encoder, seen.Image, $"seed offset {seedOffset}"));
    }

    private sealed record PreviewReply(int SeedOffset, int Steps, bool PersonFound, BoxArgument? PersonBox, BoxArgument? ObjectBox, int? StepsLeft);
}
