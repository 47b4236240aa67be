using ReCorD.Agents.Layout;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Tasks;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Experiments.Scenes;

/// <summary>Says of generated candidates which are good enough to be taken for true: the person was found, the object's attention is where the object was located, and the layout agent, asked about the picture, would leave the object about there.</summary>
/// <param name="services">The layout agent's model and prompt.</param>
/// <param name="minimumShare">Least share of the object's attention within the located box.</param>
/// <param name="minimumAgreement">Least intersection over union of the located box and the agent's.</param>
public sealed class SceneJudge(AgentServices services, double minimumShare, double minimumAgreement)
{
    private static readonly TaskItem Asked = new(
        new PromptVariant("default", null, null, [], 0), new ProviderVariant("configured", null, new Dictionary<string, string>(), 0), new TestCase(null, [], [], "", 0), 0);

    /// <summary>The good ones, the best first.</summary>
    /// <param name="prompt">What they should show.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<JudgedScene>> ChooseAsync(InteractionPrompt prompt, IReadOnlyList<SceneCandidate> candidates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(candidates);
        List<JudgedScene> good = [];
        foreach (SceneCandidate candidate in candidates)
        {
            if (candidate is { Pose: not null, ObjectBox: { } box, ObjectAttention: { } attention } && attention.ShareInside(box) is var share && share >= minimumShare)
            {
                double agreement = await AgreementAsync(prompt, candidate, box, cancellationToken).ConfigureAwait(false);
                if (agreement >= minimumAgreement)
                {
                    good.Add(new JudgedScene(prompt, candidate, share, agreement));
                }
            }
        }

        return [.. good.OrderByDescending(scene => scene.Agreement)];
    }

    private async Task<double> AgreementAsync(InteractionPrompt prompt, SceneCandidate candidate, Box located, CancellationToken cancellationToken)
    {
        SceneSession session = KnownSession.Create(prompt, [candidate with { Index = 0 }], services.Encoder, NullRunObserver.Instance, services.Time);
        session.PoseSubmission.Restore(new PoseChoice(0, ""), 0, null);
        await services.AskAsync(Asked, LayoutAgent.Name, NullRunObserver.Instance, conversation => new LayoutAgent(conversation).RunAsync(session, cancellationToken)).ConfigureAwait(false);
        return session.LayoutSubmission is { Fallback: null, Value: { } answer } ? answer.Box.IntersectionOverUnion(located) : 0;
    }
}

/// <summary>A candidate that is taken for true.</summary>
/// <param name="Prompt">What it shows.</param>
/// <param name="Candidate">Picture, pose and boxes.</param>
/// <param name="Share">Share of the object's attention within the located box.</param>
/// <param name="Agreement">Intersection over union of the located box and the layout agent's.</param>
public sealed record JudgedScene(InteractionPrompt Prompt, SceneCandidate Candidate, double Share, double Agreement);
